// A stand-in for servers that give tokens to machines, written from RFC 7523,
// RFC 8693 and from what Google and GitHub document: none of them can be run
// here. Settings in the environment:
//   STS_KEY  PEM file: the public part of the service account's key
//   STS_KID  its key id
// POST /token takes jwt-bearer, token-exchange, and client_credentials with a
// client_assertion; GET /ci/token is the endpoint that GitHub's and Forgejo's
// runners name to a job.
// Its metadata (RFC 8414) are what "set metadata=TEXT" says, "@" being its URL,
// "~" 2 MB of blanks and "^" forty arrays in each other; status=N: with that.
// Counters: metadata, token, token_GRANT, ci, refused; last is the last request's form.
import { createHmac, createVerify, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import http from 'node:http';

import {
  Journal, announce, controlPlane, lifeline, listen,
} from './common.js';

lifeline();
const { env } = process;
const journal = new Journal();
const secret = randomBytes(32);
const set = { metadata: '', status: 200, ci: 200, body: '', issued: 'urn:ietf:params:oauth:token-type:access_token', delay: 0 };
const JWT = 'urn:ietf:params:oauth:token-type:jwt';
let url;
let last = '';
let n = 0;

const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
const decode = (text) => JSON.parse(Buffer.from(text, 'base64url').toString());
const mac = (text) => createHmac('sha256', secret).update(text).digest('base64url');
const now = () => Math.floor(Date.now() / 1000);

// What a runner tells of its job, for AUD.
function identity(aud) {
  const text = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode({
    iss: `${url}/ci`, sub: 'repo:octo/cat:ref:refs/heads/main', aud, exp: now() + 300,
  })}`;
  return `${text}.${mac(text)}`;
}

// '' or why TOKEN is no identity for us.
function identityFault(token, aud) {
  const [head, claims, signature] = token.split('.');
  if (mac(`${head}.${claims}`) !== signature) return 'the signature';
  return decode(claims).aud === aud ? '' : `aud is ${decode(claims).aud}`;
}

// '' or why ASSERTION is not one of the service account's (RFC 7523 3).
function assertionFault(assertion, scope) {
  const [head, claims, signature] = assertion.split('.');
  const verify = createVerify('RSA-SHA256').update(`${head}.${claims}`);
  const said = decode(claims);
  if (decode(head).alg !== 'RS256') return 'alg';
  if (decode(head).kid !== env.STS_KID) return 'kid';
  if (!verify.verify(readFileSync(env.STS_KEY), signature, 'base64url')) return 'the signature';
  if (said.iss !== 'robot@project.example') return 'iss';
  if (said.sub !== said.iss && said.sub !== 'ada@example.com') return 'sub';
  if (said.aud !== `${url}/token`) return 'aud';
  if (said.scope !== scope) return 'scope';
  if (!Number.isInteger(said.iat) || said.iat > now()) return 'iat';
  return said.exp > now() && said.exp - said.iat <= 3600 ? '' : 'exp';
}

function fault(form) {
  switch (form.get('grant_type')) {
    case 'urn:ietf:params:oauth:grant-type:jwt-bearer':
      return assertionFault(form.get('assertion'), form.get('scope') ?? undefined);
    case 'urn:ietf:params:oauth:grant-type:token-exchange':
      if (form.get('subject_token_type') !== JWT) return 'subject_token_type';
      return identityFault(form.get('subject_token'), 'https://sts.example');
    case 'client_credentials':
      if (form.get('client_id') !== 'app') return 'client_id';
      return identityFault(form.get('client_assertion'), 'api://AzureADTokenExchange');
    default:
      return 'grant_type';
  }
}

function grant(body, answer) {
  const form = new URLSearchParams(body);
  const name = form.get('grant_type').replace(/.*:/, '');
  let why;
  last = body;
  journal.add('token');
  journal.add(`token_${name}`);
  try {
    why = fault(form);
  } catch (error) {
    why = error.message;
  }
  if (why) {
    journal.add('refused');
    return answer(400, { error: 'invalid_grant', error_description: why });
  }
  n += 1;
  return answer(200, {
    access_token: `at-${name}-${n}`,
    token_type: 'Bearer',
    expires_in: 3600,
    ...(name === 'token-exchange' && { issued_token_type: set.issued }),
  });
}

const server = http.createServer((request, response) => {
  const at = new URL(request.url, url);
  const answer = (status, value) => setTimeout(() => response.writeHead(status, {
    'Content-Type': 'application/json', ...(status === 302 && { Location: `${url}/stolen` }),
  }).end(typeof value === 'string' ? value : JSON.stringify(value)), set.delay);
  let body = '';
  if (at.pathname === '/stolen') journal.add('stolen');
  if (at.pathname.startsWith('/.well-known/')) {
    journal.add('metadata');
    return answer(set.metadata ? set.status : 404, set.metadata.replaceAll('@', url)
      .replaceAll('~', ' '.repeat(2 << 20)).replaceAll('^', `${'['.repeat(40)}${']'.repeat(40)}`));
  }
  if (at.pathname === '/ci/token') {
    journal.add('ci');
    if (request.headers.authorization !== 'Bearer runtime-token') return answer(401, {});
    if (set.ci !== 200 || set.body) return answer(set.ci, set.body || {});
    return answer(200, { value: identity(at.searchParams.get('audience')) });
  }
  request.setEncoding('utf8');
  request.on('data', (chunk) => { body += chunk; });
  return request.on('end', () => grant(body, answer));
});

url = `http://127.0.0.1:${await listen(server)}`;
announce(url, await controlPlane({
  ...journal.verbs(),
  last: () => last,
  set: (values) => {
    if (values.metadata !== undefined) set.metadata = values.metadata;
    if (values.status) set.status = Number(values.status);
    if (values.ci) set.ci = Number(values.ci);
    if (values.body !== undefined) set.body = values.body;
    if (values.issued) set.issued = values.issued;
    if (values.delay) set.delay = Number(values.delay);
  },
}));
