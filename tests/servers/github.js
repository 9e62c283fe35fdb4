// A stand-in for a GitHub Enterprise Server, as far as a client is made there
// and used, written from GitHub's documentation ("Registering a GitHub App from
// a manifest", "Create a GitHub App from a manifest", "About the setup URL",
// "Generating a user access token for a GitHub App"): nothing of GitHub's own
// runs here. Everybody is signed in, as `mona`. Settings in the environment:
//   GITHUB_ROOT   folder of bare repositories: HOST/OWNER/REPO.git
//   GITHUB_TAKEN  a name that another App has
// Verbs besides the journal's:
//   set conversion=STATUS   conversions answer that from now on (0: as they do)
//   set cut=FIELD           and lack this member
//   set expires=SECONDS     of an access token (28800)
//   apps                    what is known of each App, without its secrets
import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto';
import http from 'node:http';

import { page } from './as-pages.js';
import { credentials } from './bearer.js';
import {
  Journal, announce, controlPlane, lifeline, listen,
} from './common.js';
import { serveGit } from './git-backend.js';

lifeline();
const { GITHUB_ROOT: root, GITHUB_TAKEN: taken } = process.env;
const PERSON = 'mona';
const LONGEST_NAME = 34;
const REFRESH_S = 15_897_600;

const journal = new Journal();
const settings = { conversion: 0, cut: '', expires: 28_800 };
const apps = new Map(); // slug: app
const manifests = new Map(); // code: app
const codes = new Map(); // code: { app, redirect, challenge }
const tokens = new Map(); // access token: app
const refreshTokens = new Map();
const hex = (bytes) => randomBytes(bytes).toString('hex');
const escape = (text) => String(text).replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);

async function formOf(req) {
  let body = '';
  for await (const chunk of req) body += chunk;
  return new URLSearchParams(body);
}

function show(res, status, title, body) {
  res.writeHead(status, { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' });
  res.end(page(title, `${body}<link rel="icon" href="data:,">`));
}

function answer(res, status, json) {
  res.writeHead(status, { 'Content-Type': 'application/json; charset=utf-8' });
  res.end(JSON.stringify(json));
}

function go(res, url, parameters) {
  const to = new URL(url);
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== null && value !== undefined) to.searchParams.set(name, value);
  }
  res.writeHead(302, { Location: to.href });
  res.end();
}

// -- An App is made --------------------------------------------------------

function mistakes(manifest) {
  const url = (text) => URL.canParse(text ?? '');
  if (!url(manifest.url)) return 'Error "url" wasn\'t supplied';
  // Of a hook, too, whether it is active or not; GitHub does not say of which.
  if (manifest.hook_attributes && !url(manifest.hook_attributes.url)) return 'Error "url" wasn\'t supplied';
  if ((manifest.callback_urls ?? []).length > 10) return 'Error too many callback URLs';
  return '';
}

function newPage(res, manifest, state, name, wrong = '') {
  show(res, 200, `Create GitHub App for ${manifest.owner}`, `${wrong && `<p role="alert">${escape(wrong)}</p>`}
<form method="post" action="/settings/apps">
<label>GitHub App name <input name="name" value="${escape(name)}" maxlength="${LONGEST_NAME}" autocomplete="off" required></label>
<input type="hidden" name="manifest" value="${escape(JSON.stringify(manifest))}">
<input type="hidden" name="state" value="${escape(state ?? '')}">
<button name="action" value="approve">Create GitHub App for ${escape(manifest.owner)}</button>
</form>`);
}

async function register(req, res, url, owner) {
  journal.add('manifests');
  let manifest;
  try {
    manifest = JSON.parse((await formOf(req)).get('manifest'));
  } catch {
    manifest = null;
  }
  const wrong = manifest ? mistakes(manifest) : 'Error not JSON';
  if (wrong) {
    show(res, 200, 'Invalid GitHub App configuration', `<p role="alert">${escape(wrong)}</p>`);
    return;
  }
  journal.log({ event: 'manifest', owner, ...manifest });
  newPage(res, { ...manifest, owner }, url.searchParams.get('state'), manifest.name ?? '');
}

async function create(req, res) {
  const form = await formOf(req);
  const manifest = JSON.parse(form.get('manifest'));
  const name = form.get('name');
  const slug = name.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '');
  if (name === taken || apps.has(slug)) {
    newPage(res, manifest, form.get('state'), name, 'Name has already been taken');
    return;
  }
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const app = {
    id: apps.size + 1000,
    slug,
    name,
    owner: manifest.owner,
    client_id: `Iv23${hex(8)}`,
    client_secret: hex(20),
    webhook_secret: hex(20),
    pem: privateKey.export({ type: 'pkcs1', format: 'pem' }),
    html_url: `${origin}/github-apps/${slug}`,
    manifest,
    installed: false,
  };
  apps.set(slug, app);
  const code = hex(20);
  manifests.set(code, app);
  go(res, manifest.redirect_url, { code, state: form.get('state') || null });
}

function convert(req, res, code) {
  journal.add('conversions');
  const app = manifests.get(code);
  if (!req.headers['user-agent']) {
    answer(res, 403, { message: 'Request forbidden by administrative rules.' });
  } else if (settings.conversion) {
    answer(res, settings.conversion, { message: 'out of order' });
  } else if (!app) {
    answer(res, 404, { message: 'Not Found', documentation_url: `${origin}/docs` });
  } else {
    manifests.delete(code);
    const { manifest, installed, owner, ...told } = app;
    delete told[settings.cut];
    answer(res, 201, { ...told, permissions: manifest.default_permissions, events: [] });
  }
}

// -- It is installed -------------------------------------------------------

function install(req, res, url, app) {
  if (req.method !== 'POST') {
    show(res, 200, `Install ${app.name}`, `<form method="post"><button name="action" value="approve">Install</button></form>`);
    return;
  }
  journal.add('installations');
  app.installed = true;
  if (app.manifest.setup_url) {
    go(res, app.manifest.setup_url, {
      installation_id: '789', setup_action: 'install', state: url.searchParams.get('state'),
    });
  } else show(res, 200, 'Installed', '<p>Okay, it is installed.</p>');
}

// -- And used --------------------------------------------------------------

const byClient = (id) => [...apps.values()].find((app) => app.client_id === id);

// As registered; a loopback address may have any port.
function isCallback(app, text) {
  const plain = (url) => (['127.0.0.1', '[::1]'].includes(url.hostname)
    ? `${url.hostname}${url.pathname}` : url.href);
  return URL.canParse(text) && app.manifest.callback_urls
    .some((known) => plain(new URL(known)) === plain(new URL(text)));
}

async function authorize(req, res, url) {
  const app = byClient(url.searchParams.get('client_id'));
  const redirect = url.searchParams.get('redirect_uri');
  if (!app) {
    show(res, 404, 'Not found', '<p>There is no such client.</p>');
  } else if (!isCallback(app, redirect)) {
    show(res, 200, 'Error', '<p>The redirect_uri is not associated with this application.</p>');
  } else if (req.method !== 'POST') {
    show(res, 200, `Authorize ${app.name}`, `<form method="post"><button name="action" value="approve">Authorize ${escape(app.name)}</button>
<button name="action" value="deny">Cancel</button></form>`);
  } else if ((await formOf(req)).get('action') === 'deny') {
    go(res, redirect, {
      error: 'access_denied',
      error_description: 'The user has denied your application access.',
      state: url.searchParams.get('state'),
    });
  } else {
    journal.add('authorizations');
    const code = hex(10);
    codes.set(code, { app, redirect, challenge: url.searchParams.get('code_challenge') });
    go(res, redirect, { code, state: url.searchParams.get('state') });
  }
}

function grant(app) {
  const token = `ghu_${hex(18)}`;
  const refresh = `ghr_${hex(38)}`;
  tokens.set(token, { app, until: Date.now() + settings.expires * 1000 });
  refreshTokens.set(refresh, app);
  return {
    access_token: token,
    expires_in: settings.expires,
    refresh_token: refresh,
    refresh_token_expires_in: REFRESH_S,
    scope: '',
    token_type: 'bearer',
  };
}

// An error comes with 200, as GitHub sends it.
async function tokenEndpoint(req, res) {
  const form = await formOf(req);
  const basic = credentials(req.headers.authorization);
  const app = byClient(form.get('client_id') ?? basic.user);
  const type = form.get('grant_type') ?? 'authorization_code';
  const held = codes.get(form.get('code'));
  const verifier = createHash('sha256').update(form.get('code_verifier') ?? '').digest('base64url');
  journal.add(`token_${type}`);
  if (!app || (form.get('client_secret') ?? basic.token) !== app.client_secret) {
    answer(res, 200, { error: 'incorrect_client_credentials' });
  } else if (type === 'refresh_token') {
    const mine = refreshTokens.get(form.get('refresh_token')) === app;
    refreshTokens.delete(form.get('refresh_token'));
    answer(res, 200, mine ? grant(app) : { error: 'bad_refresh_token' });
  } else if (held?.app !== app || held.redirect !== form.get('redirect_uri')
    || (held.challenge && held.challenge !== verifier)) {
    answer(res, 200, { error: 'bad_verification_code' });
  } else {
    codes.delete(form.get('code'));
    answer(res, 200, grant(app));
  }
}

async function git(req, res, url) {
  const held = tokens.get(credentials(req.headers.authorization).token);
  if (!held || held.until < Date.now()) {
    res.writeHead(401, { 'WWW-Authenticate': 'Basic realm="GitHub"' });
    res.end();
  } else if (!held.app.installed) {
    // What a token may not see is not there.
    res.writeHead(404);
    res.end();
  } else {
    journal.add('git');
    await serveGit(root, req, res, url, PERSON);
  }
}

// -- The server ------------------------------------------------------------

async function route(req, res, url) {
  const path = url.pathname;
  const post = req.method === 'POST';
  const [, organization] = /^\/organizations\/([^/]+)\/settings\/apps\/new$/.exec(path) ?? [];
  const [, code] = /^\/api\/v3\/app-manifests\/([^/]+)\/conversions$/.exec(path) ?? [];
  const [, slug] = /^\/github-apps\/([^/]+)\/installations\/new$/.exec(path) ?? [];
  if (post && organization) await register(req, res, url, organization);
  else if (post && path === '/settings/apps/new') await register(req, res, url, PERSON);
  else if (post && path === '/settings/apps') await create(req, res);
  else if (post && code) convert(req, res, code);
  else if (apps.has(slug)) install(req, res, url, apps.get(slug));
  else if (path === '/login/oauth/authorize') await authorize(req, res, url);
  else if (post && path === '/login/oauth/access_token') await tokenEndpoint(req, res);
  else if (/\.git\//.test(path)) await git(req, res, url);
  else {
    res.writeHead(404);
    res.end();
  }
}

const server = http.createServer((req, res) => {
  route(req, res, new URL(req.url, origin)).catch((error) => {
    console.error(error);
    res.destroy();
  });
});
const origin = `http://127.0.0.1:${await listen(server)}`;

announce(origin, await controlPlane({
  ...journal.verbs(),
  set: (given) => {
    for (const [name, value] of Object.entries(given)) {
      settings[name] = name === 'cut' ? value : Number(value);
    }
  },
  apps: () => [...apps.values()]
    .map(({ slug, owner, client_id: id, installed }) => JSON.stringify({
      slug, owner, client_id: id, installed,
    })).join('\n'),
}));
