// A container registry (distribution's token authentication) whose token
// server asks the authorization server about the password it is given.
// Settings in the environment:
//   REGISTRY_AS   the authorization server's issuer
//   REGISTRY_LOG  file for the log (JSON lines)
// Has one image, "image:latest". Counts requests, let_in, token_ok,
// token_refused and token_anonymous.
import { randomBytes } from 'node:crypto';

import { credentials, introspect } from './bearer.js';
import {
  Journal, announce, controlPlane, lifeline, listen, makeServer,
} from './common.js';

lifeline();
const { env } = process;
const journal = new Journal(env.REGISTRY_LOG);
const given = new Set(); // the registry's own tokens
const MANIFEST = JSON.stringify({
  schemaVersion: 2,
  mediaType: 'application/vnd.docker.distribution.manifest.v2+json',
  config: {
    mediaType: 'application/vnd.docker.container.image.v1+json',
    size: 2,
    digest: 'sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a',
  },
  layers: [],
});

function reply(res, status, body, headers = {}) {
  res.writeHead(status, { 'Content-Type': 'application/json', ...headers });
  res.end(body);
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
  const own = randomBytes(12).toString('hex');
  given.add(own);
  reply(res, 200, JSON.stringify({ token: own, expires_in: 60 }));
}

const server = makeServer();
let base;
server.on('request', async (req, res) => {
  const path = req.url.split('?')[0];
  journal.add('requests');
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
  } else reply(res, 404, '{"errors":[{"code":"NOT_FOUND","message":"none"}]}');
});

base = `http://127.0.0.1:${await listen(server)}`;
announce(base, await controlPlane(journal.verbs()));
