// The faults, by name. Each is given the socket and the request and does
// its worst. Query parameters tune some: ?status= ?retry= ?ms= ?bytes=.
import { sleep } from './common.js';

const REASONS = {
  200: 'OK', 302: 'Found', 307: 'Temporary Redirect', 308: 'Permanent Redirect', 400: 'Bad Request', 401: 'Unauthorized', 404: 'Not Found', 429: 'Too Many Requests', 500: 'Internal Server Error', 503: 'Service Unavailable',
};
const DRIP_MS = 200;
const BIG_BYTES = 100 * 1024 * 1024;

function head(status, headers) {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} ${REASONS[status] ?? 'Whatever'}\r\n${lines.join('')}\r\n`;
}

export function reply(status, headers = {}, body = '') {
  return head(status, { 'Content-Length': Buffer.byteLength(body), Connection: 'close', ...headers }) + body;
}

export const json = (status, value, headers = {}) => reply(
  status,
  { 'Content-Type': 'application/json', 'Cache-Control': 'no-store', ...headers },
  typeof value === 'string' ? value : JSON.stringify(value),
);

// A sound token reply with values never used before.
function token({ settings, url }, more = {}) {
  settings.issued += 1;
  return {
    access_token: `fault-access-${settings.issued}`,
    token_type: 'Bearer',
    expires_in: Number(url.searchParams.get('expires_in') ?? 3600),
    refresh_token: `fault-refresh-${settings.issued}`,
    ...more,
  };
}

const sends = (make) => (socket, request) => socket.end(make(request));
const tokenWith = (more) => sends((request) => json(200, token(request, more)));
const fails = (status, error, headers) => sends(() => json(status, { error }, headers));
const retry = ({ url }) => ({ 'Retry-After': url.searchParams.get('retry') ?? '1' });
const redirects = (status) => sends(({ settings }) => reply(status, { Location: `${settings.origin}/redirected` }));
const withoutLast = (text) => text.slice(0, -1);

async function drip(socket, text, ms) {
  for (const byte of text) {
    if (socket.destroyed) return;
    socket.write(byte);
    await sleep(ms);
  }
  socket.end();
}

async function big(socket, bytes, prefix, filler) {
  const block = Buffer.alloc(64 * 1024, filler);
  socket.write(prefix);
  for (let sent = 0; sent < bytes && !socket.destroyed; sent += block.length) {
    if (!socket.write(block)) {
      await new Promise((resolve) => {
        socket.once('drain', resolve);
        socket.once('close', resolve);
      });
    }
  }
  socket.end();
}

export const MODES = {
  // -- Sound, for comparison and for the end of a sequence --
  ok: tokenWith({}),
  redirected: tokenWith({}),

  // -- The connection --
  'reset-before': (socket) => socket.resetAndDestroy(),
  reset: (socket) => socket.resetAndDestroy(),
  close: (socket) => socket.end(),
  'close-before': (socket) => socket.destroy(),
  silence: () => {},
  late: async (socket, request) => {
    await sleep(Number(request.url.searchParams.get('ms') ?? 1000));
    socket.end(json(200, token(request)));
  },
  drip: (socket, request) => drip(
    socket,
    json(200, token(request)),
    Number(request.url.searchParams.get('ms') ?? DRIP_MS),
  ),
  'silence-in-head': (socket) => socket.write('HTTP/1.1 200 OK\r\nContent-Ty'),
  'silence-in-body': (socket, request) => socket.write(withoutLast(json(200, token(request)))),
  // All that matters has arrived, but fewer bytes than were promised.
  cut: (socket, request) => socket.end(json(200, token(request), { 'Content-Length': 5000 })),
  'cut-json': (socket, request) => {
    const text = json(200, token(request));
    socket.end(text.slice(0, -20));
  },
  'cut-reset': (socket, request) => {
    socket.write(json(200, token(request), { 'Content-Length': 5000 }), () => socket.resetAndDestroy());
  },
  'cut-chunked': (socket, request) => {
    const body = JSON.stringify(token(request));
    socket.end(`${head(200, { 'Content-Type': 'application/json', 'Transfer-Encoding': 'chunked' })}${body.length.toString(16)}\r\n${body}\r\n`);
  },
  'no-length': (socket, request) => {
    const body = JSON.stringify(token(request));
    socket.end(head(200, { 'Content-Type': 'application/json', Connection: 'close' }) + body);
  },

  // -- The status --
  429: sends((request) => json(429, { error: 'slow_down' }, retry(request))),
  503: sends((request) => reply(503, { 'Content-Type': 'text/html', ...retry(request) }, '<h1>Maintenance</h1>')),
  '503-date': sends(({ url }) => reply(503, {
    'Retry-After': new Date(Date.now() + 1000 * Number(url.searchParams.get('retry') ?? 1)).toUTCString(),
  })),
  '503-bare': sends(() => reply(503)),
  500: sends(() => reply(500, { 'Content-Type': 'text/plain' }, 'oops')),
  404: sends(() => reply(404, { 'Content-Type': 'text/html' }, '<h1>Not found</h1>')),
  302: redirects(302),
  307: redirects(307),
  308: redirects(308),
  status: sends(({ url }) => reply(Number(url.searchParams.get('status') ?? 418))),

  // -- OAuth errors --
  invalid_grant: fails(400, 'invalid_grant'),
  invalid_client: fails(401, 'invalid_client', { 'WWW-Authenticate': 'Basic realm="x"' }),
  invalid_scope: fails(400, 'invalid_scope'),
  unauthorized_client: fails(400, 'unauthorized_client'),
  'invalid_grant-500': fails(500, 'invalid_grant'),
  // GitHub's way: an error in a reply that says it is none.
  'error-200': fails(200, 'bad_refresh_token'),
  'error-form': sends(() => reply(400, { 'Content-Type': 'application/x-www-form-urlencoded' }, 'error=invalid_grant')),
  // What would move the cursor, retitle the terminal or ring its bell.
  'error-escapes': sends(() => json(400, {
    error: 'invalid_grant',
    error_description: '\u001b[2J\u001b]0;title\u0007\r\nlanyard: forged line\u009b1m\u202e',
  })),
  'error-long': sends(() => json(400, { error: 'invalid_request', error_description: 'x'.repeat(100_000) })),

  // -- The body --
  empty: sends(() => reply(200)),
  html: sends(() => reply(200, { 'Content-Type': 'text/html' }, '<html><body><h1>Sign in to the hotel network</h1></body></html>')),
  'not-json': sends(() => json(200, '{"access_token" "x"}')),
  'json-trailing': sends((request) => json(200, `${JSON.stringify(token(request))} x`)),
  array: sends((request) => json(200, [token(request)])),
  'no-token': sends(() => json(200, { token_type: 'Bearer', expires_in: 3600 })),
  'no-token-but-refresh': tokenWith({ access_token: undefined }),
  'empty-token': tokenWith({ access_token: '' }),
  'token-boolean': tokenWith({ access_token: true }),
  'token-newline': tokenWith({ access_token: 'a\nhost=evil.example' }),
  'token-nul': tokenWith({ access_token: 'a\u0000b' }),
  'token-long': tokenWith({ access_token: 'x'.repeat(100_000) }),
  'token-type-odd': tokenWith({ token_type: 'mac' }),
  'token-type-lower': tokenWith({ token_type: 'bearer' }),
  'no-token-type': tokenWith({ token_type: undefined }),
  'no-expiry': tokenWith({ expires_in: undefined }),
  'no-refresh': tokenWith({ refresh_token: undefined }),
  'expiry-string': tokenWith({ expires_in: '3600' }),
  'expiry-zero': tokenWith({ expires_in: 0 }),
  'expiry-negative': tokenWith({ expires_in: -5 }),
  'expiry-huge': sends((request) => json(200, JSON.stringify(token(request)).replace(/"expires_in":\d+/, '"expires_in":1e400'))),
  'expiry-garbage': tokenWith({ expires_in: 'soon' }),
  duplicate: sends((request) => json(200, `{"access_token":"evil",${JSON.stringify(token(request)).slice(1)}`)),
  'duplicate-refresh': sends((request) => json(200, `{"refresh_token":"evil",${JSON.stringify(token(request)).slice(1)}`)),
  'duplicate-other': sends((request) => json(200, `{"x":1,"x":2,${JSON.stringify(token(request)).slice(1)}`)),
  deep: sends(() => json(200, `{"a":${'['.repeat(5000)}${']'.repeat(5000)}}`)),
  'bad-utf8': (socket, request) => {
    const body = Buffer.concat([
      Buffer.from(withoutLast(JSON.stringify(token(request)))),
      Buffer.from(',"scope":"\xff\xfe"}', 'latin1'),
    ]);
    socket.write(head(200, { 'Content-Type': 'application/json', 'Content-Length': body.length, Connection: 'close' }));
    socket.end(body);
  },
  big: (socket, { url }) => {
    const bytes = Number(url.searchParams.get('bytes') ?? BIG_BYTES);
    return big(socket, bytes, `${head(200, { 'Content-Type': 'application/json', Connection: 'close' })}{"access_token":"`, 'x');
  },
  'big-head': (socket) => big(socket, BIG_BYTES, 'HTTP/1.1 200 OK\r\nX-Big: ', 'x'),

  // -- Anything else: bytes of the test's own making --
  // ?status= ?type= ?encoding= and ?body=, the body in base64url. To a code it
  // gives tokens, so that a login can follow on a refusal.
  say: (socket, request) => {
    const asked = request.url.searchParams;
    if (/grant_type=authorization_code/.test(request.body.toString('latin1'))) {
      socket.end(json(200, token(request)));
      return;
    }
    const headers = { 'Content-Type': asked.get('type') ?? 'application/json' };
    if (asked.has('encoding')) headers['Content-Encoding'] = asked.get('encoding');
    const body = Buffer.from(asked.get('body') ?? '', 'base64url');
    socket.write(head(Number(asked.get('status') ?? 200), { ...headers, 'Content-Length': body.length, Connection: 'close' }));
    socket.end(body);
  },
  raw: (socket, { settings }) => socket.end(settings.raw),
  // ?bytes= in base64url, with ?pad= more in a field behind the first line, and
  // then ?end=: in order, without TLS's own end (cut), by a reset, or never.
  wire: (socket, { url }) => {
    const asked = url.searchParams;
    let bytes = Buffer.from(asked.get('bytes'), 'base64url').toString('latin1');
    if (asked.has('pad')) bytes = bytes.replace('\r\n', `\r\nX-Pad: ${'x'.repeat(Number(asked.get('pad')))}\r\n`);
    const ends = {
      order: () => socket.end(),
      cut: () => socket.destroy(),
      reset: () => (socket._parent ?? socket).resetAndDestroy(),
      never: () => {},
    };
    const end = asked.get('end');
    socket.write(Buffer.from(bytes, 'latin1'), () => setTimeout(ends[end], end === 'order' ? 0 : 50));
  },
};
