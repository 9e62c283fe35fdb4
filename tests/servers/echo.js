// A resource that tells what it was asked: method, path, Authorization, body,
// as JSON. /redirect?to=URL sends the client there; /denied is a 401; /slow
// waits until it is told to go on (`go`), so that a test can look at the
// client meanwhile. With ECHO_TOKEN only that token is let in, else 401.
// Settings: ECHO_TLS_CERT, ECHO_TLS_KEY (PEM files), ECHO_HOST (127.0.0.1).
import {
  Journal, announce, controlPlane, lifeline, listen, makeServer,
} from './common.js';

lifeline();
const { env } = process;
const journal = new Journal(env.ECHO_LOG);
const settings = { token: env.ECHO_TOKEN ?? '' };
let go = () => {};

// Bearer, or Basic with the token as password.
function allowed(field) {
  if (!settings.token) return true;
  const [scheme, text] = field.split(' ');
  if (scheme === 'Basic') {
    return Buffer.from(text, 'base64').toString().endsWith(`:${settings.token}`);
  }
  return text === settings.token;
}

const server = makeServer(env.ECHO_TLS_CERT, env.ECHO_TLS_KEY);
server.on('request', async (request, response) => {
  const url = new URL(request.url, 'http://echo');
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const authorization = request.headers.authorization ?? '';
  journal.add(url.pathname);
  journal.add(authorization ? 'with' : 'without');
  if (url.pathname === '/redirect') {
    response.statusCode = 302;
    response.setHeader('Location', url.searchParams.get('to'));
  } else if (url.pathname === '/denied' || !allowed(authorization)) {
    journal.add('denied');
    response.statusCode = 401;
    response.setHeader('WWW-Authenticate', 'Bearer error="invalid_token"');
  }
  if (url.pathname === '/slow') await new Promise((resolve) => { go = resolve; });
  response.setHeader('Content-Type', 'application/json');
  response.end(`${JSON.stringify({
    method: request.method,
    path: url.pathname,
    authorization,
    body: Buffer.concat(chunks).toString(),
  })}\n`);
});

const port = await listen(server);
const scheme = env.ECHO_TLS_CERT ? 'https' : 'http';
announce(`${scheme}://${env.ECHO_HOST ?? '127.0.0.1'}:${port}`, await controlPlane({
  ...journal.verbs(),
  go: () => go(),
  token: ({ value }) => { settings.token = value; },
}));
