// A token endpoint that answers at once, and one that takes 50 ms: no real
// server can be told to. /token and /slow/token; tokens for an hour, the
// refresh token rotates. It counts what `make bench` wants to know: handshakes,
// requests by path. Settings: TOKEN_TLS_CERT, TOKEN_TLS_KEY (PEM files).
import {
  Journal, announce, controlPlane, lifeline, listen, makeServer, sleep,
} from '../servers/common.js';

lifeline();
const { env } = process;
const SLOW_MS = 50;
const journal = new Journal();
const server = makeServer(env.TOKEN_TLS_CERT, env.TOKEN_TLS_KEY);
let issued = 0;

function metadata(issuer) {
  return {
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    scopes_supported: ['openid', 'offline_access'],
    grant_types_supported: ['authorization_code', 'refresh_token'],
    response_types_supported: ['code'],
  };
}

function token() {
  issued += 1;
  return {
    access_token: 't'.repeat(2040) + String(issued).padStart(8, '0'),
    refresh_token: `refresh${issued}`,
    token_type: 'Bearer',
    expires_in: 3600,
    scope: 'openid offline_access',
  };
}

server.on('secureConnection', () => journal.add('handshakes'));
server.on('request', async (request, response) => {
  journal.add(request.url);
  for await (const chunk of request) journal.add('bytes', chunk.length);
  if (request.url.startsWith('/slow')) await sleep(SLOW_MS);
  const found = request.url.includes('/.well-known/');
  const body = JSON.stringify(found ? metadata(origin) : token());
  response.setHeader('Content-Type', 'application/json');
  response.setHeader('Content-Length', body.length);
  response.end(body);
});

const port = await listen(server);
const origin = `${env.TOKEN_TLS_CERT ? 'https' : 'http'}://127.0.0.1:${port}`;
announce(origin, await controlPlane(journal.verbs()));
