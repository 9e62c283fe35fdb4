// A second authorization server, independent of as.js: Debian's glewlwyd, a C
// program that keeps all in sqlite. It runs on a port of 127.0.0.1, as whoever
// runs the test, with its own configuration, database and key in a temporary
// folder, and is set up through its REST API. Nothing of /etc is read.
//   GLEWLWYD_PREFIX   where the package was unpacked: PREFIX/usr/bin/glewlwyd
//   GLEWLWYD_DIR      the temporary folder
// Control plane:
//   lifetime seconds=N                       of access tokens issued from now
//   approve code=USER-CODE                   alice allows a device
//   introspect client=app|robot token=TEXT   active | inactive (RFC 7662)
//   count name="POST /token"                 requests for that path
//   callback                                the redirect URI that is registered
//   forget                                  every refresh token is dead
// What Lanyard talks to is a counting door (it passes every byte) before the
// server, since glewlwyd itself counts nothing.
import { execFileSync, spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { gunzipSync } from 'node:zlib';

import { announce, controlPlane, Journal, lifeline, listen, need, sleep } from './common.js';
import { Visitor } from './glewlwyd-visitor.js';

const { GLEWLWYD_PREFIX: prefix, GLEWLWYD_DIR: dir } = process.env;
const START_TRIES = 100;
const START_PAUSE_MS = 50;
const ALICE = { username: 'alice', password: 'alice-password' };
const ADMIN = { username: 'admin', password: 'password' }; // of its database script
const journal = new Journal();

// -- the process ----------------------------------------------------------

async function freePort() {
  const server = http.createServer();
  const port = await listen(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function configure(port, url) {
  mkdirSync(`${dir}/none`);
  const modules = `${prefix}/usr/lib/glewlwyd`;
  const sql = gunzipSync(readFileSync(`${prefix}/usr/share/doc/glewlwyd/database/init.sqlite3.sql.gz`));
  execFileSync('sqlite3', [`${dir}/glewlwyd.db`], { input: sql });
  writeFileSync(`${dir}/glewlwyd.conf`, `
port = ${port}
bind_address = "127.0.0.1"
external_url = "${url}"
login_url = "login.html"
api_prefix = "api"
log_mode = "file"
log_level = "WARNING"
log_file = "${dir}/glewlwyd.log"
cookie_domain = "127.0.0.1"
cookie_secure = 0
session_key = "GLEWLWYD2_SESSION_ID"
admin_scope = "g_admin"
profile_scope = "g_profile"
login_api_enabled = true
user_module_path = "${modules}/user"
user_middleware_module_path = "${dir}/none"
client_module_path = "${modules}/client"
user_auth_scheme_module_path = "${modules}/scheme"
plugin_module_path = "${modules}/plugin"
hash_algorithm = "SHA512"
database = { type = "sqlite3"; path = "${dir}/glewlwyd.db"; };
`);
}

async function answers(url) {
  for (let n = 0; n < START_TRIES; n++) {
    const up = await fetch(`${url}/config`).then(({ ok }) => ok, () => false);
    if (up) return;
    await sleep(START_PAUSE_MS);
  }
  throw new Error(`glewlwyd does not answer: ${readFileSync(`${dir}/glewlwyd.log`, 'utf8')}`);
}

// -- what it is told ------------------------------------------------------

const { privateKey, publicKey } = generateKeyPairSync('ec', {
  namedCurve: 'P-256',
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});

function plugin(iss, lifetime) {
  return {
    module: 'oidc',
    name: 'oidc',
    display_name: 'OpenID Connect',
    parameters: {
      iss,
      'jwt-type': 'ecdsa',
      'jwt-key-size': '256',
      key: privateKey,
      cert: publicKey,
      'access-token-duration': lifetime,
      'refresh-token-duration': 86400,
      'code-duration': 60,
      'refresh-token-rolling': true,
      'refresh-token-one-use': 'always',
      'allow-non-oidc': true,
      'auth-type-code-enabled': true,
      'auth-type-token-enabled': false,
      'auth-type-id-token-enabled': true,
      'auth-type-client-enabled': true,
      'auth-type-device-enabled': true,
      'auth-type-refresh-enabled': true,
      'device-authorization-expiration': 60,
      'device-authorization-interval': 1,
      'pkce-allowed': true,
      'pkce-required': false,
      'introspection-revocation-allowed': true,
      'introspection-revocation-allow-target-client': true,
      'oauth-par-allowed': true,
      'oauth-par-required': false,
      'oauth-par-request_uri-prefix': 'urn:ietf:params:oauth:request_uri:',
      'oauth-par-duration': 60,
      'oauth-as-iss-id': true,
      'subject-type': 'public',
      'jwks-show': true,
      'allowed-scope': ['git', 'openid'],
    },
  };
}

function clients() {
  const redirect_uri = [callback];
  const common = { enabled: true, scope: ['git', 'openid'], redirect_uri };
  return [
    {
      ...common,
      client_id: 'native',
      confidential: false,
      token_endpoint_auth_method: ['none'],
      authorization_type: ['code', 'refresh_token', 'delete_token', 'device_authorization'],
    },
    {
      ...common,
      client_id: 'app',
      confidential: true,
      client_secret: 'app-secret',
      token_endpoint_auth_method: ['client_secret_basic'],
      authorization_type: ['code', 'refresh_token', 'delete_token'],
    },
    {
      ...common,
      client_id: 'robot',
      confidential: true,
      client_secret: 'robot-secret',
      token_endpoint_auth_method: ['client_secret_basic'],
      authorization_type: ['client_credentials'],
    },
  ];
}

async function setUp(admin, iss, lifetime) {
  await admin.login(ADMIN);
  await admin.call('POST', '/mod/plugin/', plugin(iss, lifetime));
  await admin.call('POST', '/scope/', { name: 'git', display_name: 'git', password_required: false });
  await admin.call('POST', '/user/', { ...ALICE, name: 'Alice', enabled: true, scope: ['git', 'openid', 'g_profile'] });
  for (const client of clients()) await admin.call('POST', '/client/', client);
}

// -------------------------------------------------------------------------

const inner = `http://127.0.0.1:${await freePort()}`;
const door = http.createServer((req, res) => {
  journal.add(`${req.method} ${new URL(req.url, inner).pathname.replace('/api/oidc', '')}`);
  const onward = http.request(inner + req.url, { method: req.method, headers: req.headers }, (reply) => {
    res.writeHead(reply.statusCode, reply.rawHeaders);
    reply.pipe(res);
  });
  onward.on('error', () => res.destroy());
  req.pipe(onward);
});
// It compares redirect URIs byte by byte, with the port.
const callback = `http://127.0.0.1:${await freePort()}/callback`;
const url = `http://127.0.0.1:${await listen(door)}`;
const issuer = `${url}/api/oidc`;
configure(new URL(inner).port, url);
const child = spawn(`${prefix}/usr/bin/glewlwyd`, ['--config-file', `${dir}/glewlwyd.conf`], { stdio: 'ignore' });
lifeline(() => {
  child.kill('SIGKILL');
  process.exit(0);
});
child.on('exit', () => process.exit(1));
await answers(inner);
const admin = new Visitor(inner);
await setUp(admin, issuer, 3600);

// Each client is told about its own tokens only.
async function active(client, token) {
  const reply = await fetch(`${inner}/api/oidc/introspect`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${client}:${client}-secret`).toString('base64')}` },
    body: new URLSearchParams({ token }),
  });
  if (!reply.ok) throw new Error(`introspection: ${reply.status}`);
  return (await reply.json()).active;
}

announce(issuer, await controlPlane({
  ...journal.verbs(),
  callback: () => callback,
  lifetime: ({ seconds }) => admin.call('PUT', '/mod/plugin/oidc', plugin(issuer, Number(seconds)))
    .then(() => admin.call('PUT', '/mod/plugin/oidc/reset', undefined)),
  approve: async (args) => {
    const alice = new Visitor(inner);
    await alice.login(ALICE);
    await alice.call('PUT', '/auth/grant/native', { scope: 'git' });
    const { status, location } = await alice.go(`${inner}/api/oidc/device?code=${need(args, 'code').code}&g_continue`);
    return `${status} ${location}`;
  },
  introspect: async (args) => (await active(need(args, 'client').client, need(args, 'token').token)
    ? 'active' : 'inactive'),
  forget: () => execFileSync('sqlite3', [`${dir}/glewlwyd.db`,
    'UPDATE gpo_refresh_token SET gpor_enabled=0;']),
}));
