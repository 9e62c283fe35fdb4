// What a resource server does with an Authorization header: reads it, asks
// the authorization server about the token (RFC 7662), and challenges.
import { SECRETS } from './as-clients.js';

export function credentials(header = '') {
  const [scheme, value = ''] = header.split(' ');
  switch (scheme.toLowerCase()) {
    case 'bearer':
      return { scheme: 'bearer', token: value };
    case 'basic': {
      const [user, ...rest] = Buffer.from(value, 'base64').toString().split(':');
      return { scheme: 'basic', user, token: rest.join(':') };
    }
    default:
      return { scheme: header ? 'other' : 'none' };
  }
}

// The endpoint's path is known rather than discovered: the authorization
// server's count of metadata requests belongs to the client under test.
export async function introspect(issuer, token) {
  const response = await fetch(`${issuer}/token/introspection`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`rs:${encodeURIComponent(SECRETS.rs)}`)}` },
    body: new URLSearchParams({ token }),
  });
  if (!response.ok) throw new Error(`introspection: ${response.status}`);
  return response.json();
}

// The value of a Bearer challenge (RFC 6750 3) to what was given.
export function bearerChallenge(given, more = '') {
  const error = given.scheme === 'none' ? '' : ', error="invalid_token"';
  return `Bearer realm="lanyard tests"${error}${more}`;
}
