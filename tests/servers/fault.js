// Replies that no sound server sends, written byte by byte to the socket.
// The first segment of a request's path names the fault (fault-modes.js).
// Each mode is an authorization server too: its metadata is found by
// RFC 8414 for the issuer URL/MODE, its token endpoint is URL/MODE/token,
// and its authorization endpoint sends the browser straight back with a code.
// Settings in the environment:
//   FAULT_TLS_CERT, FAULT_TLS_KEY  PEM files: serve TLS, self-signed or not
//   FAULT_PORT     port (0: the kernel chooses)
//   FAULT_LOG      file for the log (JSON lines)
import { readFileSync } from 'node:fs';
import net from 'node:net';
import tls from 'node:tls';

import {
  Journal, announce, controlPlane, lifeline, listen,
} from './common.js';
import { MODES, json, reply } from './fault-modes.js';

lifeline();
const { env } = process;
const journal = new Journal(env.FAULT_LOG);
// What a test sets: `raw` bytes, and per mode a list of what it plays in turn.
const settings = {
  raw: Buffer.alloc(0), turns: new Map(), places: new Map(), scripts: new Map(), issued: 0,
};

const WELL_KNOWN = /^\/\.well-known\/(oauth-authorization-server|openid-configuration)(\/[^/]+)?$/;
// OpenID Connect puts it behind the issuer's path instead.
const APPENDED = /^(\/[^/]+)\/\.well-known\/openid-configuration$/;

function metadata(issuer) {
  return {
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    device_authorization_endpoint: `${issuer}/device`,
    revocation_endpoint: `${issuer}/revoke`,
    registration_endpoint: `${issuer}/register`,
    response_types_supported: ['code'],
    grant_types_supported: ['authorization_code', 'refresh_token', 'client_credentials'],
    code_challenge_methods_supported: ['S256'],
    token_endpoint_auth_methods_supported: ['none', 'client_secret_basic', 'client_secret_post'],
    authorization_response_iss_parameter_supported: true,
  };
}

function authorize(socket, url, issuer) {
  const back = new URL(url.searchParams.get('redirect_uri'));
  back.searchParams.set('code', 'fault-code');
  back.searchParams.set('iss', issuer);
  if (url.searchParams.has('state')) back.searchParams.set('state', url.searchParams.get('state'));
  socket.end(reply(302, { Location: back.href }));
}

// The mode to play now: a mode may have been told to play others in turn,
// of which the last stays.
function turn(name) {
  const turns = settings.turns.get(name);
  if (!turns) return name;
  return turns.length > 1 ? turns.shift() : turns[0];
}

// The next line of a script, of which the last stays: "STATUS BODY", or
// "STATUS retry=SECONDS BODY"; status 0 resets the connection.
function recite(socket, lines) {
  const line = lines.length > 1 ? lines.shift() : lines[0];
  const [, status, seconds, body] = /^(\d+)(?: retry=(\S+))? ?(.*)$/.exec(line);
  if (status === '0') {
    socket.resetAndDestroy();
    return;
  }
  socket.end(reply(Number(status), {
    'Content-Type': body.startsWith('{') ? 'application/json' : 'text/html',
    ...(seconds && { 'Retry-After': seconds }),
  }, body));
}

async function answer(socket, request) {
  const at = Date.now();
  const url = new URL(request.target, settings.origin);
  const asked = WELL_KNOWN.exec(url.pathname)?.[2] ?? APPENDED.exec(url.pathname)?.[1];
  const [, name = '', leaf = ''] = url.pathname.split('/');
  const form = new URLSearchParams(request.body.toString('latin1'));
  const entry = {
    at, method: request.method, path: url.pathname, fields: [...new Set(form.keys())],
  };
  if (form.has('grant_type')) entry.grant_type = form.get('grant_type');
  journal.add(url.pathname);
  journal.add('requests');

  if (url.pathname.includes('/.well-known/')) {
    const place = url.pathname.includes('openid') ? 'openid' : 'oauth';
    const how = settings.places.get(`${place}${asked ?? ''}`);
    journal.log({ event: 'metadata', ...entry });
    journal.add(`${place}${asked ?? ''}`);
    if (how) await MODES[how](socket, { ...request, url, settings });
    else socket.end(json(200, metadata(settings.origin + (asked ?? ''))));
    return;
  }
  if (leaf === 'authorize') {
    journal.log({ event: 'authorization', ...entry });
    authorize(socket, url, `${settings.origin}/${name}`);
    return;
  }
  const script = settings.scripts.get(url.pathname);
  if (script) {
    journal.log({ event: 'script', ...entry });
    recite(socket, script);
    return;
  }
  const mode = turn(name);
  journal.add(name);
  journal.log({ event: name, mode, ...entry });
  if (!MODES[mode]) {
    socket.end(reply(404, {}, `no such fault: ${mode}`));
    return;
  }
  await MODES[mode](socket, { ...request, url, settings });
}

// -- Requests -------------------------------------------------------------

function parse(head) {
  const [first, ...lines] = head.split('\r\n');
  const [method, target] = first.split(' ');
  const headers = Object.fromEntries(lines.map((line) => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  }));
  return { method, target, headers };
}

// One request a connection, as every reply ends it.
function serve(socket) {
  let bytes = Buffer.alloc(0);
  let done = false;
  socket.on('error', () => {});
  socket.on('data', (chunk) => {
    if (done) return;
    bytes = Buffer.concat([bytes, chunk]);
    const end = bytes.indexOf('\r\n\r\n');
    if (end < 0) return;
    const request = parse(bytes.subarray(0, end).toString('latin1'));
    const body = bytes.subarray(end + 4);
    // These act while the client is still sending.
    const early = /^\/(reset-before|close-before)/.test(request.target);
    if (!early && body.length < Number(request.headers['content-length'] ?? 0)) return;
    done = true;
    answer(socket, { ...request, body }).catch((error) => {
      console.error(error);
      socket.destroy();
    });
  });
}

const secure = env.FAULT_TLS_CERT && env.FAULT_TLS_KEY;
const server = secure
  ? tls.createServer({
    cert: readFileSync(env.FAULT_TLS_CERT),
    key: readFileSync(env.FAULT_TLS_KEY),
  }, serve)
  : net.createServer(serve);
// A client that refuses the certificate is what the test wants to see.
server.on('tlsClientError', () => journal.add('tls_refused'));
if (secure) server.on('connection', (socket) => socket.on('error', () => {}));
server.on('connection', () => journal.add('connections'));
const port = await listen(server, Number(env.FAULT_PORT || 0));
settings.origin = `${secure ? 'https' : 'http'}://127.0.0.1:${port}`;

announce(settings.origin, await controlPlane({
  ...journal.verbs(),
  modes: () => Object.keys(MODES).join('\n'),
  // raw file=PATH or text=BYTES: what /raw answers, the whole of it.
  raw: ({ file, text = '' }) => {
    settings.raw = file ? readFileSync(file) : Buffer.from(text);
  },
  // place at=oauth/NAME how=MODE: there is no metadata of the issuer /NAME at
  // the place of RFC 8414 (oauth) or OpenID Connect (openid), but that fault.
  place: ({ at, how }) => {
    if (!MODES[how]) throw new Error(`no such fault: ${how}`);
    settings.places.set(at, how);
  },
  // script path=/x/token lines=...: it answers so, a line each (recite()).
  script: ({ path, lines }) => {
    settings.scripts.set(path, lines.split('\n'));
  },
  // play mode=token turns=503,503,ok: /token answers so, in this order.
  play: ({ mode, turns }) => {
    for (const one of turns.split(',')) {
      if (!MODES[one]) throw new Error(`no such fault: ${one}`);
    }
    settings.turns.set(mode, turns.split(','));
  },
}));
