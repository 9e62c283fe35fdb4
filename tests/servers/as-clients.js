// The clients that the authorization server knows from the start.

import { mtlsClients } from './as-mtls.js';

const DEVICE = 'urn:ietf:params:oauth:grant-type:device_code';

// RFC 6749 2.3.1: id and secret are form-encoded before they become a Basic
// header. A client that forgets it is found out by this secret.
export const SECRETS = {
  basic: 's:e/c+r%et a&b=c?',
  post: 'p:o/s+t%20 &=?',
  rs: 'resource-server-secret',
  mail: 'mail-server-secret',
  robot: 'robot-secret',
  hmac: 'a secret of 32 bytes and more, as HS256 wants it',
};

const native = {
  application_type: 'native',
  // Any port is accepted for these (RFC 8252 7.3).
  redirect_uris: [
    'http://127.0.0.1/callback',
    'http://[::1]/callback',
    'http://localhost/callback',
    'urn:ietf:wg:oauth:2.0:oob',
  ],
  grant_types: ['authorization_code', 'refresh_token', DEVICE],
  response_types: ['code'],
};

const machine = { redirect_uris: [], response_types: [] };

export function clients(more = [], signers = [], env = {}) {
  return [
    { ...native, client_id: 'native', token_endpoint_auth_method: 'none' },
    // As git-credential-oauth has them registered.
    {
      ...native,
      client_id: 'pathless',
      redirect_uris: ['http://127.0.0.1'],
      token_endpoint_auth_method: 'none',
    },
    {
      ...native,
      client_id: 'basic',
      client_secret: SECRETS.basic,
      token_endpoint_auth_method: 'client_secret_basic',
    },
    {
      ...native,
      client_id: 'post',
      client_secret: SECRETS.post,
      token_endpoint_auth_method: 'client_secret_post',
    },
    {
      ...machine,
      client_id: 'rs',
      client_secret: SECRETS.rs,
      token_endpoint_auth_method: 'client_secret_basic',
      grant_types: [],
    },
    // Dovecot sends its secret in the body.
    {
      ...machine,
      client_id: 'mail',
      client_secret: SECRETS.mail,
      token_endpoint_auth_method: 'client_secret_post',
      grant_types: [],
    },
    {
      ...machine,
      client_id: 'robot',
      client_secret: SECRETS.robot,
      token_endpoint_auth_method: 'client_secret_basic',
      grant_types: ['client_credentials'],
    },
    // It signs with its secret.
    {
      ...machine,
      client_id: 'hmac',
      client_secret: SECRETS.hmac,
      token_endpoint_auth_method: 'client_secret_jwt',
      grant_types: ['client_credentials'],
    },
    // Its keys are public here; the tests make the private ones.
    {
      ...machine,
      client_id: 'signer',
      token_endpoint_auth_method: 'private_key_jwt',
      grant_types: ['client_credentials'],
      jwks: { keys: signers },
    },
    ...mtlsClients(env, { ...native, grant_types: [...native.grant_types, 'client_credentials'] }),
    ...more,
  ];
}
