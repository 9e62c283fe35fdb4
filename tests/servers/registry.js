// A container registry (distribution's token authentication) whose token
// server asks the authorization server about the password it is given.
// Settings in the environment:
//   REGISTRY_AS   the authorization server's issuer
//   REGISTRY_TLS_CERT, REGISTRY_TLS_KEY  PEM files: serve https
//   REGISTRY_IDENTITY  set: who logs in gets an identity token, as from
//                 Azure's: a refresh token of the registry's own
//   REGISTRY_LOG  file for the log (JSON lines)
// Has one image, "image:latest". Counts requests, let_in, token_ok,
// token_refused, token_anonymous and token_identity.
import { createHash, randomBytes } from 'node:crypto';

import { credentials, introspect } from './bearer.js';
import {
  Journal, announce, controlPlane, lifeline, listen, makeServer,
} from './common.js';

lifeline();
const { env } = process;
const journal = new Journal(env.REGISTRY_LOG);
const given = new Set(); // the registry's own tokens
const CONFIG = JSON.stringify({
  architecture: 'amd64', os: 'linux', rootfs: { type: 'layers', diff_ids: [] },
});
const DIGEST = `sha256:${createHash('sha256').update(CONFIG).digest('hex')}`;
const MANIFEST = JSON.stringify({
  schemaVersion: 2,
  mediaType: 'application/vnd.docker.distribution.manifest.v2+json',
  config: {
    mediaType: 'application/vnd.docker.container.image.v1+json',
    size: CONFIG.length,
    digest: DIGEST,
  },
  layers: [],
});

function reply(res, status, body, headers = {}) {
  // docker before 23 asks for the second.
  res.writeHead(status, {
    'Content-Type': 'application/json',
    'Docker-Distribution-Api-Version': 'registry/2.0',
    ...headers,
  });
  res.end(body);
}

const identities = new Set(); // identity tokens

function giveOwn(res, more = {}) {
  const own = randomBytes(12).toString('hex');
  given.add(own);
  reply(res, 200, JSON.stringify({ token: own, access_token: own, expires_in: 60, ...more }));
}

// POST /token: an identity token, as docker sends one whose user is <token>.
async function takeIdentity(req, res) {
  let body = '';
  for await (const part of req) body += part;
  const form = new URLSearchParams(body);
  const good = form.get('grant_type') === 'refresh_token'
    && identities.has(form.get('refresh_token'));
  journal.add(good ? 'token_identity' : 'token_refused');
  if (good) giveOwn(res);
  else reply(res, 401, '{"errors":[{"code":"UNAUTHORIZED","message":"no"}]}');
}

// GET /token with Basic: the password is an access token of a login.
async function giveToken(req, res) {
  const { scheme, token } = credentials(req.headers.authorization);
  if (scheme !== 'basic') {
    journal.add('token_anonymous');
    reply(res, 401, '{"errors":[{"code":"UNAUTHORIZED","message":"log in"}]}');
    return;
  }
  const found = await introspect(env.REGISTRY_AS, token);
  journal.add(found.active ? 'token_ok' : 'token_refused');
  if (!found.active) {
    reply(res, 401, '{"errors":[{"code":"UNAUTHORIZED","message":"no"}]}');
    return;
  }
  const more = {};
  if (env.REGISTRY_IDENTITY && req.url.includes('offline_token=true')) {
    more.refresh_token = randomBytes(12).toString('hex');
    identities.add(more.refresh_token);
  }
  giveOwn(res, more);
}

const server = makeServer(env.REGISTRY_TLS_CERT, env.REGISTRY_TLS_KEY);
let base;
server.on('request', async (req, res) => {
  const path = req.url.split('?')[0];
  journal.add('requests');
  if (path === '/token' && req.method === 'POST') {
    await takeIdentity(req, res);
    return;
  }
  req.resume();
  if (path === '/token') {
    await giveToken(req, res);
    return;
  }
  const { scheme, token } = credentials(req.headers.authorization);
  if (scheme !== 'bearer' || !given.has(token)) {
    reply(res, 401, '{"errors":[{"code":"UNAUTHORIZED","message":"a token"}]}', {
      'WWW-Authenticate': `Bearer realm="${base}/token",service="registry"`,
    });
    return;
  }
  journal.add('let_in');
  if (path === '/v2/' || path === '/v2') reply(res, 200, '{}');
  else if (path === '/v2/image/manifests/latest') {
    reply(res, 200, MANIFEST, {
      'Content-Type': 'application/vnd.docker.distribution.manifest.v2+json',
    });
  } else if (path === `/v2/image/blobs/${DIGEST}`) {
    reply(res, 200, CONFIG, { 'Content-Type': 'application/octet-stream' });
  } else reply(res, 404, '{"errors":[{"code":"NOT_FOUND","message":"none"}]}');
});

base = `http${env.REGISTRY_TLS_CERT ? 's' : ''}://127.0.0.1:${await listen(server)}`;
announce(base, await controlPlane(journal.verbs()));
