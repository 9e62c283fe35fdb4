// A stand-in for a forge, written from its documentation, before a real git
// host and a real authorization server, to which it hands everything on.
// Settings in the environment:
//   FORGE_KIND  gitea     docs.gitea.com, "OAuth2 Provider": /login/oauth/...,
//                         OpenID discovery with an issuer that ends in "/", and
//                         the realm of its challenge
//               gitlab    docs.gitlab.com, "OAuth 2.0 identity provider API":
//                         registers clients, each for the scope "mcp"
//               closed    registers nobody (403)
//               noid      registers a client without a client_id
//               stranger  has metadata of another issuer
//               nothing   answers 404
//   FORGE_GIT   the git host behind it; without one all it does is to ask for
//               a password
//   FORGE_AS    the authorization server behind it
import http from 'node:http';

import {
  Journal, announce, controlPlane, lifeline, listen, makeServer,
} from './common.js';

lifeline();
const { FORGE_KIND: kind = 'gitea', FORGE_GIT: git, FORGE_AS: as } = process.env;
const journal = new Journal();
const server = makeServer();
const origin = `http://127.0.0.1:${await listen(server)}`;

const REALMS = { gitea: 'Gitea', gitlab: 'GitLab' };
const challenge = `Basic realm="${REALMS[kind] ?? 'a host'}"`;
const PATHS = { '/login/oauth/authorize': '/auth', '/login/oauth/access_token': '/token' };
// Gitea: without a scope the token may do all that the account may.
const ALL = '&scope=read_repository%20write_repository';
const OF_THE_SERVER = /^\/(auth|interaction|token|oauth|me|jwks)(\/|$)/;

// The Host stays, so that pages lead back here.
function handOn(req, res, to, path) {
  if (!to) {
    req.resume();
    res.writeHead(401, { 'www-authenticate': challenge });
    res.end();
    return;
  }
  const target = new URL(path, to);
  const out = http.request(target, { method: req.method, headers: req.headers }, (reply) => {
    const headers = { ...reply.headers };
    if (reply.statusCode === 401) headers['www-authenticate'] = challenge;
    res.writeHead(reply.statusCode, headers);
    reply.pipe(res);
  });
  out.on('error', () => res.destroy());
  req.pipe(out);
}

function say(res, status, body) {
  res.writeHead(status, { 'content-type': 'application/json' });
  res.end(JSON.stringify(body));
}

const metadata = () => ({
  issuer: { gitea: `${origin}/`, stranger: 'https://stranger.example.com' }[kind] ?? origin,
  authorization_endpoint: `${origin}/login/oauth/authorize`,
  token_endpoint: `${origin}/login/oauth/access_token`,
  ...(['gitlab', 'closed', 'noid'].includes(kind)
    && { registration_endpoint: `${origin}/oauth/register` }),
});

function register(req, res) {
  req.resume();
  journal.add('registration');
  if (kind === 'closed') say(res, 403, { error: 'access_denied' });
  else if (kind === 'noid') say(res, 201, { client_name: 'x' });
  else say(res, 201, { client_id: 'for-mcp-only', scope: 'mcp' });
}

server.on('request', (req, res) => {
  const { pathname, search } = new URL(req.url, origin);
  journal.add('requests');
  if (kind === 'nothing') say(res, 404, {});
  else if (pathname === '/.well-known/openid-configuration') say(res, 200, metadata());
  else if (pathname.startsWith('/.well-known/')) say(res, 404, {});
  else if (pathname === '/oauth/register') register(req, res);
  else if (PATHS[pathname]) {
    const all = search && !search.includes('scope=') ? ALL : '';
    handOn(req, res, as, PATHS[pathname] + search + all);
  } else if (OF_THE_SERVER.test(pathname)) handOn(req, res, as, req.url);
  else handOn(req, res, git, req.url);
});

announce(origin, await controlPlane(journal.verbs()));
