// Clients that are known by TLS (RFC 8705), for servers/as.js:
//   AS_MTLS_CA    PEM file: who signs the certificate of client "tls", which is
//                 for CN=alice; asks for certificates
//   AS_MTLS_SELF  PEM files of certificates, of the client "selfsigned"
//   AS_MTLS_ALIAS=1  asks at a port of its own, which mtls_endpoint_aliases
//                 name; AS_MTLS_ALIAS=http names them as http
// Counters: shown_EVENT, where a certificate came with the request;
// alias_EVENT, which came to the other port.
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import https from 'node:https';

const MTLS = ['tls_client_auth', 'self_signed_tls_client_auth'];
const ALIASES = {
  token_endpoint: '/token',
  revocation_endpoint: '/token/revocation',
  introspection_endpoint: '/token/introspection',
  device_authorization_endpoint: '/device/auth',
  pushed_authorization_request_endpoint: '/request',
};

const shown = (ctx) => {
  const certificate = ctx.req.socket.getPeerCertificate?.();
  return certificate?.raw ? certificate : undefined;
};

// What oidc-provider is told, beside its other settings.
export function mtlsSettings(env, methods) {
  if (!env.AS_MTLS_CA) return {};
  return {
    clientAuthMethods: [...methods, ...MTLS],
    mTLS: {
      enabled: true,
      tlsClientAuth: true,
      selfSignedTlsClientAuth: true,
      certificateBoundAccessTokens: true,
      getCertificate: (ctx) => shown(ctx) && new X509Certificate(shown(ctx).raw).toString(),
      certificateAuthorized: (ctx) => ctx.req.socket.authorized,
      certificateSubjectMatches: (ctx, property, expected) => property === 'tls_client_auth_subject_dn'
        && `CN=${shown(ctx).subject.CN}` === expected,
    },
  };
}

export function mtlsClients(env, common) {
  if (!env.AS_MTLS_CA) return [];
  const keys = (env.AS_MTLS_SELF || '').split(',').filter(Boolean).map((file) => {
    const certificate = new X509Certificate(readFileSync(file));
    return { ...certificate.publicKey.export({ format: 'jwk' }), x5c: [certificate.raw.toString('base64')] };
  });
  return [
    {
      ...common,
      client_id: 'tls',
      token_endpoint_auth_method: 'tls_client_auth',
      tls_client_auth_subject_dn: 'CN=alice',
    },
    {
      ...common,
      client_id: 'selfsigned',
      token_endpoint_auth_method: 'self_signed_tls_client_auth',
      jwks: { keys },
    },
  ];
}

// The server that asks: this one, or another beside it.
export function mtlsOptions(env) {
  return env.AS_MTLS_CA
    ? { requestCert: true, rejectUnauthorized: false, ca: readFileSync(env.AS_MTLS_CA) }
    : {};
}

// Listens where AS_MTLS_ALIAS says so; what the metadata have of it.
export async function mtlsAlias(env, listen, answer) {
  if (!env.AS_MTLS_ALIAS) return {};
  const server = https.createServer({
    cert: readFileSync(env.AS_TLS_CERT), key: readFileSync(env.AS_TLS_KEY), ...mtlsOptions(env),
  }, (req, res) => {
    req.atAlias = true;
    answer(req, res);
  });
  const scheme = env.AS_MTLS_ALIAS === 'http' ? 'http' : 'https';
  const base = `${scheme}://127.0.0.1:${await listen(server)}`;
  return {
    mtls_endpoint_aliases: Object.fromEntries(
      Object.entries(ALIASES).map(([name, path]) => [name, base + path]),
    ),
  };
}

// Middleware: who has shown a certificate, and where.
export function mtlsWatch(journal, events) {
  return async (ctx, next) => {
    const event = events[ctx.path] ?? 'other';
    if (shown(ctx)) journal.add(`shown_${event}`);
    if (ctx.req.atAlias) journal.add(`alias_${event}`);
    await next();
  };
}
