// Login and consent: what happens between the authorization request and the
// redirect back. Any login name is an account; passwords are not looked at.
import { consentPage, loginPage, page } from './as-pages.js';

async function formOf(req) {
  let body = '';
  for await (const chunk of req) body += chunk;
  return Object.fromEntries(new URLSearchParams(body));
}

async function consent(provider, { grantId, session, params, prompt: { details } }) {
  const grant = grantId
    ? await provider.Grant.find(grantId)
    : new provider.Grant({ accountId: session.accountId, clientId: params.client_id });
  if (details.missingOIDCScope) grant.addOIDCScope(details.missingOIDCScope.join(' '));
  if (details.missingOIDCClaims) grant.addOIDCClaims(details.missingOIDCClaims);
  for (const [resource, scopes] of Object.entries(details.missingResourceScopes ?? {})) {
    grant.addResourceScope(resource, scopes.join(' '));
  }
  return { consent: { grantId: await grant.save() } };
}

function show(res, { prompt, params, session }) {
  res.setHeader('Content-Type', 'text/html; charset=utf-8');
  res.setHeader('Cache-Control', 'no-store');
  res.end(prompt.name === 'login'
    ? loginPage()
    : consentPage({
      client: params.client_id,
      account: session.accountId,
      scope: params.scope ?? '',
    }));
}

// Answers the request if it is one of these pages; false otherwise.
export async function interactions(provider, journal, req, res) {
  if (!req.url.startsWith('/interaction/')) return false;
  try {
    const details = await provider.interactionDetails(req, res);
    if (req.method !== 'POST') {
      show(res, details);
      return true;
    }
    const form = await formOf(req);
    let result;
    if (form.action === 'deny') {
      journal.add('denied');
      result = { error: 'access_denied', error_description: 'the person said no' };
    } else if (details.prompt.name === 'login') {
      journal.add('login');
      result = { login: { accountId: form.login || 'nobody' } };
    } else {
      journal.add('consent');
      result = await consent(provider, details);
    }
    await provider.interactionFinished(req, res, result, {
      mergeWithLastSubmission: details.prompt.name !== 'login',
    });
  } catch (error) {
    res.statusCode = 400;
    res.end(page('Error', error.name));
  }
  return true;
}
