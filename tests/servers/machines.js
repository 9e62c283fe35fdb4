// Stand-ins for what gives machines their tokens, each written from its
// provider's documentation; nothing of theirs runs here. One server, a path
// each:
//   /api/v3/...  GitHub: "Generating an installation access token for a GitHub
//                App", "Get a repository installation for the authenticated app"
//   /api/v4/...  GitLab: "Personal access tokens API", "Rotate"; with it the
//                ones of projects and groups
//   /metadata/identity/oauth2/token          Azure: "How to use managed
//                identities for Azure resources on an Azure VM"
//   /computeMetadata/v1/instance/...         Google: "About VM metadata"
//   /sts/exchange  octo-sts: README of github.com/octo-sts/app; the job "ci" of
//                  acme/site shows the JWT "e30.e30.ci"
//   POST /         AWS: "AssumeRoleWithWebIdentity" and "Common Error Types" of
//                  the Security Token Service; "e30.e30.ci" again
//   /own/...       nobody's: what a recipe in lanyard.conf may ask for
// Settings in the environment:
//   MACHINES_KEY   PEM: the public key of the App "Iv1.app", installation 4711
//                  for acme and acme/site
// Verbs besides the journal's:
//   set KEY=VALUE...  status=N: replies have it from now on, 0: their own;
//                     life_s=N of tokens (3600); delay_ms=N; installation=N;
//                     hold_ms=N between a rotation and its reply;
//                     mute=1: a rotation is done, and its reply cut
//   seed token=T      GitLab knows T, the first of a new family
//   live token=T      does it, or GitHub, still take T? 1 or 0
//   family            1 as long as it was not revoked for reuse
import { createPublicKey, createVerify, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import http from 'node:http';

import {
  Journal, announce, controlPlane, lifeline, listen,
} from './common.js';

lifeline();
const { MACHINES_KEY } = process.env;
const key = MACHINES_KEY ? createPublicKey(readFileSync(MACHINES_KEY)) : null;
const journal = new Journal();
const settings = {
  status: 0, life_s: 3600, delay_ms: 0, hold_ms: 0, installation: 4711, mute: 0, revoke_status: 0,
};
const live = new Set();
const spent = new Set();
let family = true;
const fresh = (prefix) => {
  const token = `${prefix}${randomBytes(20).toString('hex')}`;
  live.add(token);
  return token;
};

function send(res, status, json) {
  res.writeHead(status, { 'Content-Type': 'application/json; charset=utf-8' });
  res.end(JSON.stringify(json));
}

// RFC 7515; the claims as GitHub wants them, whole numbers among them.
function isApp(authorization) {
  const [head, body, signature] = (/^Bearer (.*)$/.exec(authorization ?? '')?.[1] ?? '').split('.');
  if (!signature || !key) return false;
  const verify = createVerify('RSA-SHA256').update(`${head}.${body}`);
  const claims = JSON.parse(Buffer.from(body, 'base64url'));
  const now = Date.now() / 1000;
  return verify.verify(key, Buffer.from(signature, 'base64url'))
    && JSON.parse(Buffer.from(head, 'base64url')).alg === 'RS256'
    && claims.iss === 'Iv1.app' && Number.isInteger(claims.iat) && Number.isInteger(claims.exp)
    && claims.iat <= now && claims.exp > now && claims.exp - now <= 600;
}

function github(req, res, path, body) {
  if (!isApp(req.headers.authorization)) return send(res, 401, { message: 'A JSON web token could not be decoded' });
  if (/^\/(repos\/acme\/site|orgs\/acme)\/installation$/.test(path)) return send(res, 200, { id: settings.installation });
  if (path !== `/app/installations/${settings.installation}/access_tokens`) return send(res, 404, { message: 'Not Found' });
  if (req.method !== 'POST') return send(res, 405, {});
  const wish = JSON.parse(body || '{}');
  journal.log({ event: 'wish', wish });
  return send(res, 201, {
    token: fresh('ghs_'),
    expires_at: new Date(Date.now() + settings.life_s * 1000).toISOString().replace(/\.\d+/, ''),
    permissions: wish.permissions ?? { contents: 'write' },
  });
}

function gitlab(req, res, path, body) {
  const token = req.headers['private-token'];
  if (req.method === 'DELETE' && path === '/personal_access_tokens/self') {
    if (settings.revoke_status) return send(res, settings.revoke_status, { message: `no ${token}` });
    if (!live.has(token)) return send(res, 401, { message: '401 Unauthorized' });
    live.delete(token);
    journal.add('revoked');
    res.writeHead(204);
    return res.end();
  }
  if (req.method !== 'POST' || !/^\/(personal_access_tokens|(projects|groups)\/[^/]+\/access_tokens)\/self\/rotate$/.test(path)) return send(res, 404, { error: '404 Not Found' });
  if (spent.has(token)) family = false;
  if (!family || !live.has(token)) return send(res, 401, { message: '401 Unauthorized' });
  live.delete(token);
  spent.add(token);
  journal.add(`rotated_${path.split('/')[1]}`);
  const date = new URLSearchParams(body).get('expires_at');
  journal.log({ event: 'rotate', date });
  const next = fresh('glpat-');
  if (settings.mute) return res.destroy();
  const reply = {
    id: 42, revoked: false, active: true, scopes: ['self_rotate'], token: next, expires_at: date,
  };
  return setTimeout(() => send(res, 200, reply), settings.hold_ms);
}

function azure(req, res, url) {
  if (req.headers.metadata !== 'true') return send(res, 400, { error: 'invalid_request', error_description: 'Required metadata header not specified' });
  if (url.searchParams.get('api-version') !== '2018-02-01' || !url.searchParams.get('resource')) return send(res, 400, { error: 'invalid_request' });
  const on = Math.floor(Date.now() / 1000) + settings.life_s;
  return send(res, 200, {
    access_token: fresh('eyJ.'), client_id: url.searchParams.get('client_id') ?? 'system', expires_in: String(settings.life_s), expires_on: String(on), refresh_token: '', resource: url.searchParams.get('resource'), token_type: 'Bearer',
  });
}

function google(req, res, path) {
  if (req.headers['metadata-flavor'] !== 'Google') return send(res, 403, {});
  if (!path.endsWith('/token')) return send(res, 404, {});
  journal.add(`account_${path.split('/').at(-2)}`);
  return send(res, 200, { access_token: fresh('ya29.'), expires_in: settings.life_s, token_type: 'Bearer' });
}

function octoSts(req, res, url) {
  if (req.headers.authorization !== 'Bearer e30.e30.ci') return send(res, 401, { message: `unable to verify ${req.headers.authorization}` });
  if (url.searchParams.get('scope') !== 'acme/site' || url.searchParams.get('identity') !== 'ci') return send(res, 404, { message: 'unable to find trust policy' });
  return send(res, 200, { token: fresh('ghs_') });
}

const XMLNS = 'xmlns="https://sts.amazonaws.com/doc/2011-06-15/"';

function xml(res, status, text) {
  res.writeHead(status, { 'Content-Type': 'text/xml' });
  res.end(text);
}

function aws(req, res, body) {
  const form = new URLSearchParams(body);
  const refuse = (status, code, words) => xml(res, status, `<ErrorResponse ${XMLNS}>
  <Error><Type>Sender</Type><Code>${code}</Code><Message>${words}</Message></Error>
  <RequestId>f00</RequestId></ErrorResponse>`);
  journal.log({ event: 'aws', form: Object.fromEntries(form) });
  if (form.get('Action') === 'GetCallerIdentity') {
    const given = req.headers['x-amz-security-token'];
    const key = /Credential=([^/]*)/.exec(req.headers.authorization ?? '')?.[1];
    if (!live.has(given) || !key?.startsWith('ASIA')) return refuse(403, 'InvalidClientTokenId', 'The security token included in the request is invalid.');
    journal.add('identified');
    return xml(res, 200, `<GetCallerIdentityResponse ${XMLNS}><GetCallerIdentityResult>
  <Arn>arn:aws:sts::123456789012:assumed-role/deploy/ci</Arn><UserId>AROA:ci</UserId><Account>123456789012</Account>
  </GetCallerIdentityResult></GetCallerIdentityResponse>`);
  }
  journal.add('assumed');
  if (form.get('Action') !== 'AssumeRoleWithWebIdentity' || form.get('Version') !== '2011-06-15') return refuse(400, 'InvalidAction', 'no such action');
  if (!/^[\w+=,.@-]{2,64}$/.test(form.get('RoleSessionName') ?? '')) return refuse(400, 'ValidationError', 'RoleSessionName');
  if (form.get('RoleArn') === 'arn:aws:iam::123456789012:role/far') return refuse(400, 'IDPCommunicationError', 'Couldn&apos;t retrieve verification key from your identity provider');
  if (form.get('RoleArn') !== 'arn:aws:iam::123456789012:role/deploy') return refuse(403, 'AccessDenied', 'Not authorized to perform sts:AssumeRoleWithWebIdentity');
  if (!/^[\w-]+\.[\w-]+\.[\w-]*$/.test(form.get('WebIdentityToken'))) return refuse(400, 'InvalidIdentityToken', `The token ${form.get('WebIdentityToken')} is no JWT`);
  const end = new Date(Date.now() + (Number(form.get('DurationSeconds')) || settings.life_s) * 1000);
  return xml(res, 200, `<?xml version="1.0" encoding="UTF-8"?>
<AssumeRoleWithWebIdentityResponse ${XMLNS}>
  <AssumeRoleWithWebIdentityResult>
    <SubjectFromWebIdentityToken>ci</SubjectFromWebIdentityToken>
    <Credentials>
      <SessionToken>${fresh('IQoJb3JpZ2lu//////////w=').replace('=', '&#61;')}</SessionToken>
      <SecretAccessKey>wJalrXUtnFEMI/K7MDENG+bPxRfiCY&amp;EXAMPLE</SecretAccessKey>
      <Expiration>${end.toISOString()}</Expiration>
      <AccessKeyId>ASIAIOSFODNN7EXAMPLE</AccessKeyId>
    </Credentials>
    <AssumedRoleUser><Arn>arn:aws:sts::123456789012:assumed-role/deploy/ci</Arn></AssumedRoleUser>
  </AssumeRoleWithWebIdentityResult>
  <ResponseMetadata><RequestId>ad4156e9</RequestId></ResponseMetadata>
</AssumeRoleWithWebIdentityResponse>
`);
}

// The token one level down, its end as a moment, or in the token itself.
function own(req, res, path, body) {
  const end = Math.floor(Date.now() / 1000) + settings.life_s;
  journal.log({ event: 'own', body, secret: req.headers['x-secret'] });
  if (path === '/jwt') return send(res, 200, { id: `e30.${Buffer.from(JSON.stringify({ exp: end })).toString('base64url')}.${randomBytes(8).toString('hex')}` });
  return send(res, 200, { data: [], result: { secret: fresh('own-'), ends: end } });
}

const server = http.createServer(async (req, res) => {
  let body = '';
  for await (const chunk of req) body += chunk;
  const url = new URL(req.url, 'http://machines');
  const path = url.pathname;
  journal.add('requests');
  journal.log({ event: 'request', method: req.method, path: req.url, type: req.headers['content-type'] });
  if (settings.delay_ms) await new Promise((go) => { setTimeout(go, settings.delay_ms); });
  if (settings.status) return send(res, settings.status, { message: 'as it was told' });
  if (path.startsWith('/api/v3/')) return github(req, res, path.slice(7), body);
  if (path.startsWith('/api/v4/')) return gitlab(req, res, path.slice(7), body);
  if (path === '/metadata/identity/oauth2/token') return azure(req, res, url);
  if (path.startsWith('/computeMetadata/v1/instance/service-accounts/')) return google(req, res, path);
  if (path === '/' && req.method === 'POST') return aws(req, res, body);
  if (path === '/sts/exchange') return octoSts(req, res, url);
  if (path.startsWith('/own/')) return own(req, res, path.slice(4), body);
  return send(res, 404, {});
});

const port = await listen(server);
announce(`http://127.0.0.1:${port}`, await controlPlane({
  ...journal.verbs(),
  set: (wanted) => {
    for (const [name, value] of Object.entries(wanted)) settings[name] = Number(value);
    return '';
  },
  seed: ({ token }) => {
    live.add(token);
    family = true;
    return '';
  },
  live: ({ token }) => Number(live.has(token)),
  family: () => Number(family),
}));
