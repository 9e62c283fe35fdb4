// A real authorization server: npm's oidc-provider, certified by the OpenID
// Foundation, on a port of the kernel's choice. Settings in the environment:
//   AS_LIFETIME   lifetime of access tokens in seconds (3600)
//   AS_ROTATE=0   refresh tokens are not rotated
//   AS_REFRESH=0  no refresh tokens
//   AS_INTERVAL   polling interval of the device flow in seconds (1)
//   AS_DEVICE_LIFETIME  lifetime of device codes in seconds (300)
//   AS_METADATA   which metadata documents are served
//                 ("oauth-authorization-server,openid-configuration")
//   AS_OMIT       members left out of token replies ("expires_in,scope")
//   AS_CLIENTS    more clients: a JSON array of RFC 7591 metadata, or a file
//   AS_ID_KEYS=all   ID tokens are signed by RSA and Ed25519 keys, too, as the
//                 client's id_token_signed_response_alg has it
//   AS_JWKS       whose keys are published instead of the own: "stranger" (others
//                 with the same kids), "none"
//   AS_NONCE      what the ID token has in place of the request's nonce: "other",
//                 "none"
//   AS_PUSHED=required  authorization requests are to be pushed (RFC 9126)
//   AS_PUSHED_LIFETIME  lifetime of pushed requests in seconds (60)
//   AS_SIGNERS    PEM files of public keys, for the client "signer"
//   AS_SIGNING_ALGS  what clients may sign with: RS256,PS256,...
//   AS_MTLS_...   clients that are known by TLS: as-mtls.js
//   AS_HOST       host name in the issuer (127.0.0.1)
//   AS_PORT       port (0: the kernel chooses)
//   AS_TLS_CERT, AS_TLS_KEY  PEM files: serve https
//   AS_LOG        file for the log (JSON lines)
//   LANYARD_NODE_MODULES     where oidc-provider is installed
import { createPublicKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { clients } from './as-clients.js';
import { asVerbs } from './as-control.js';
import { interactions } from './as-interactions.js';
import {
  mtlsAlias, mtlsOptions, mtlsSettings, mtlsWatch,
} from './as-mtls.js';
import * as pages from './as-pages.js';
import { Store } from './as-store.js';
import { EVENTS, Faults, watch } from './as-watch.js';
import {
  Journal, announce, controlPlane, lifeline, listen, makeServer,
} from './common.js';

lifeline();
// stdout is for the line that says ready.
console.info = console.warn;

const { env } = process;
const here = path.dirname(fileURLToPath(import.meta.url));
const modules = env.LANYARD_NODE_MODULES || path.join(here, '../../build/node/node_modules');
const require = createRequire(path.join(path.resolve(modules), 'x.js'));
const { Provider, errors } = await import(pathToFileURL(require.resolve('oidc-provider')));

const SCOPES = ['openid', 'offline_access', 'profile', 'read_repository', 'write_repository', 'read_user', 'api'];
const OTHER_SCOPES = SCOPES.slice(3).join(' ');
const OFF = ['0', 'false', 'off', 'no'];

const list = (text) => text.split(',').filter(Boolean);
const settings = {
  lifetime: Number(env.AS_LIFETIME || 3600),
  id_lifetime: 3600,
  interval: Number(env.AS_INTERVAL || 1),
  rotate: !OFF.includes(env.AS_ROTATE),
  refresh: !OFF.includes(env.AS_REFRESH),
  omit: list(env.AS_OMIT || ''),
  metadata: list(env.AS_METADATA ?? 'oauth-authorization-server,openid-configuration'),
};

function moreClients() {
  const text = env.AS_CLIENTS;
  if (!text) return [];
  return JSON.parse(text.startsWith('[') ? text : readFileSync(text, 'utf8'));
}

// AS_SIGNERS: PEM files of public keys, for the client that signs.
function signers() {
  return list(env.AS_SIGNERS || '').map((file) => ({
    ...createPublicKey(readFileSync(file)).export({ format: 'jwk' }), use: 'sig', kid: path.basename(file, '.pub'),
  }));
}

const store = new Store(errors.InvalidGrant);
const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });

// The keys that sign ID tokens.
const more = env.AS_ID_KEYS === 'all' ? [['rsa', { modulusLength: 2048 }], ['ed25519']] : [];
const signing = [
  { ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'ES256' },
  ...more.map((kind) => ({ ...generateKeyPairSync(...kind).privateKey.export({ format: 'jwk' }), use: 'sig' })),
];

// AS_JWKS: what is published is not what signs.
async function publish(ctx, next) {
  await next();
  if (ctx.path !== '/jwks' || !env.AS_JWKS) return;
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const stranger = publicKey.export({ format: 'jwk' });
  ctx.body = {
    keys: env.AS_JWKS === 'stranger' ? ctx.body.keys.map((key) => ({ ...key, ...stranger })) : [],
  };
}

// AS_NONCE: the request comes with another nonce than it was sent with.
async function misread(ctx, next) {
  if (ctx.path === '/auth' && ctx.query.nonce && env.AS_NONCE) {
    const { nonce, ...query } = ctx.query;
    ctx.query = env.AS_NONCE === 'none' ? query : { ...query, nonce: `${nonce}x` };
  }
  await next();
}

const mtls = mtlsSettings(env, [
  'client_secret_basic', 'client_secret_jwt', 'client_secret_post', 'private_key_jwt', 'none',
]);

// AS_PUSHED_LIFETIME: its own is a minute, and fixed.
const pushedAt = new Map();
async function forget(ctx, next) {
  const lifetime = Number(env.AS_PUSHED_LIFETIME);
  const at = pushedAt.get(ctx.query.request_uri);
  if (ctx.path === '/auth' && lifetime && at && Date.now() > at + lifetime * 1000) {
    ctx.query = { ...ctx.query, request_uri: `${ctx.query.request_uri}-is-over` };
  }
  await next();
  if (ctx.path !== '/request' || !lifetime || !ctx.body?.request_uri) return;
  ctx.body.expires_in = lifetime;
  pushedAt.set(ctx.body.request_uri, Date.now());
}

const configuration = {
  adapter: (model) => store.adapter(model),
  clients: clients(moreClients(), signers(), env),
  ...(env.AS_MTLS_CA && { clientAuthMethods: mtls.clientAuthMethods }),
  clientDefaults: { id_token_signed_response_alg: 'ES256' },
  enabledJWA: {
    idTokenSigningAlgValues: ['RS256', 'PS256', 'ES256', 'EdDSA'],
    clientAuthSigningAlgValues: list(env.AS_SIGNING_ALGS || 'RS256,PS256,ES256,EdDSA,HS256'),
  },
  // A test waits for the expiry that it was told, not 15 s longer.
  clockTolerance: 0,
  cookies: { keys: [randomBytes(32).toString('hex')] },
  expiresWithSession: () => false,
  // A sub tells nobody who it is. The name is in the ID token, or at the
  // userinfo endpoint alone (OpenID Connect Core 5.4).
  claims: { openid: ['sub'], profile: ['preferred_username'] },
  conformIdTokenClaims: env.AS_CLAIMS !== 'id_token',
  findAccount: (ctx, id) => ({
    accountId: id,
    claims: () => ({ sub: id, preferred_username: id }),
  }),
  interactions: { url: (ctx, interaction) => `/interaction/${interaction.uid}` },
  // Not only with offline_access, for which OpenID Connect asks
  // prompt=consent: services that are plain OAuth 2.0 know neither.
  issueRefreshToken: (ctx, client) => settings.refresh && client.grantTypeAllowed('refresh_token'),
  jwks: { keys: signing },
  pkce: { required: (ctx, client) => client.responseTypes.includes('code') },
  renderError: (ctx, out) => {
    ctx.type = 'html';
    ctx.body = pages.errorPage(out);
  },
  responseTypes: ['code'],
  rotateRefreshToken: () => settings.rotate,
  scopes: SCOPES,
  ttl: {
    AccessToken: () => settings.lifetime,
    ClientCredentials: () => settings.lifetime,
    AuthorizationCode: 60,
    DeviceCode: Number(env.AS_DEVICE_LIFETIME || 300),
    Grant: 86400,
    IdToken: () => settings.id_lifetime,
    Interaction: 600,
    RefreshToken: 86400,
    Session: 86400,
  },
  features: {
    clientCredentials: { enabled: true },
    devInteractions: { enabled: false },
    deviceFlow: {
      enabled: true,
      userCodeInputSource: (ctx, form, out, error) => {
        ctx.body = pages.deviceInputPage(form, error ? error.message : 'Enter the code.');
      },
      userCodeConfirmSource: (ctx, form, client, info, code) => {
        ctx.body = pages.deviceConfirmPage(form, client.clientId, code);
      },
      successSource: (ctx) => {
        ctx.body = pages.deviceDonePage();
      },
    },
    // Only a client with a secret may look at other clients' tokens.
    introspection: {
      enabled: true,
      allowedPolicy: (ctx, client, token) => client.clientAuthMethod !== 'none'
        || token.clientId === client.clientId,
    },
    ...(mtls.mTLS && { mTLS: mtls.mTLS }),
    pushedAuthorizationRequests: {
      enabled: true,
      requirePushedAuthorizationRequests: env.AS_PUSHED === 'required',
    },
    registration: { enabled: true, initialAccessToken: false },
    registrationManagement: { enabled: env.AS_REGISTRATION !== 'for ever' },
    resourceIndicators: {
      enabled: true,
      getResourceServerInfo: (ctx, resource) => ({
        scope: OTHER_SCOPES,
        audience: resource,
        accessTokenTTL: settings.lifetime,
        accessTokenFormat: 'opaque',
      }),
    },
    revocation: { enabled: true },
    rpInitiatedLogout: { enabled: false },
  },
};

const server = makeServer(
  env.AS_TLS_CERT,
  env.AS_TLS_KEY,
  env.AS_MTLS_ALIAS ? {} : mtlsOptions(env),
);
const port = await listen(server, Number(env.AS_PORT || 0));
const scheme = env.AS_TLS_CERT ? 'https' : 'http';
const issuer = `${scheme}://${env.AS_HOST || '127.0.0.1'}:${port}`;

let provider;
const alias = await mtlsAlias(env, listen, (req, res) => provider.callback()(req, res));
provider = new Provider(issuer, { ...configuration, discovery: alias });
// oidc-provider compares URLs, to which "http://127.0.0.1" is the same as
// "http://127.0.0.1/"; most servers compare strings, but for the port of a
// loopback address (RFC 8252 7.3).
const anyPort = (uri) => uri.replace(/^(http:\/\/(?:127\.0\.0\.1|\[::1\]|localhost)):\d+/, '$1');
provider.Client.prototype.redirectUriAllowed = function allowed(uri) {
  return this.redirectUris.some((known) => known === uri || known === anyPort(uri));
};
const journal = new Journal(env.AS_LOG);
const faults = new Faults();
provider.use(misread);
provider.use(forget);
provider.use(mtlsWatch(journal, EVENTS));
provider.use(publish);
provider.use(watch(journal, faults, settings));
provider.on('server_error', (ctx, error) => console.error(error));

const answer = provider.callback();
server.on('request', async (req, res) => {
  if (!await interactions(provider, journal, req, res)) answer(req, res);
});

announce(issuer, await controlPlane(asVerbs({
  provider, store, journal, faults, settings,
})));
