// A private git host: git http-backend behind a door that asks the
// authorization server about every token (RFC 7662). Settings in the
// environment:
//   GITD_ROOT       folder of bare repositories
//   GITD_AS         the authorization server's issuer
//   GITD_CHALLENGE  both | basic | bearer: the WWW-Authenticate headers (both)
//   GITD_PORT       port (0: the kernel chooses)
//   GITD_TLS_CERT, GITD_TLS_KEY  PEM files: serve https
//   GITD_EMPTY      set: a refusal has no body (libgit2 1.9 takes one that comes
//                   with the header for the next reply)
//   GITD_LOG        file for the log (JSON lines)
// Reading needs the scope read_repository or write_repository, pushing
// write_repository. The account `outsider` gets 403 with any token.
import { bearerChallenge, credentials, introspect } from './bearer.js';
import {
  Journal, announce, controlPlane, lifeline, listen, makeServer,
} from './common.js';
import { serveGit } from './git-backend.js';

lifeline();
const { env } = process;
const OUTSIDER = 'outsider';

const journal = new Journal(env.GITD_LOG);
const settings = { challenge: env.GITD_CHALLENGE || 'both' };

// -- The door -------------------------------------------------------------

function challenge(res, origin, given) {
  const headers = [];
  if (settings.challenge !== 'basic') {
    headers.push(bearerChallenge(given,
      `, resource_metadata="${origin}/.well-known/oauth-protected-resource"`));
  }
  if (settings.challenge !== 'bearer') headers.push('Basic realm="lanyard tests"');
  res.setHeader('WWW-Authenticate', headers);
}

async function verdict(req, url, given) {
  if (!given.token) return { status: 401 };
  const found = await introspect(env.GITD_AS, given.token);
  if (!found.active) return { status: 401 };
  const account = found.sub ?? found.client_id;
  const scopes = (found.scope ?? '').split(' ');
  const pushes = url.pathname.endsWith('/git-receive-pack')
    || url.searchParams.get('service') === 'git-receive-pack';
  const may = scopes.includes('write_repository')
    || (!pushes && scopes.includes('read_repository'));
  return { status: account === OUTSIDER || !may ? 403 : 200, account };
}

// -- The server -----------------------------------------------------------

const server = makeServer(env.GITD_TLS_CERT, env.GITD_TLS_KEY);
const port = await listen(server, Number(env.GITD_PORT || 0));
const origin = `${env.GITD_TLS_CERT ? 'https' : 'http'}://127.0.0.1:${port}`;

function describe(res) {
  res.setHeader('Content-Type', 'application/json');
  res.end(JSON.stringify({
    resource: origin,
    authorization_servers: [env.GITD_AS],
    scopes_supported: ['read_repository', 'write_repository'],
    bearer_methods_supported: ['header'],
  }));
}

server.on('request', async (req, res) => {
  const at = Date.now();
  const url = new URL(req.url, origin);
  if (url.pathname === '/.well-known/oauth-protected-resource') {
    describe(res);
    return;
  }
  const given = credentials(req.headers.authorization);
  let result;
  try {
    result = await verdict(req, url, given);
  } catch (error) {
    result = { status: 502 };
    console.error(error);
  }
  res.statusCode = result.status;
  // Counted before the reply leaves: the test may look as soon as it has it.
  journal.add('requests');
  journal.add(`status_${result.status}`);
  journal.add(`scheme_${given.scheme}`);
  if (result.status === 200) {
    await serveGit(env.GITD_ROOT, req, res, url, result.account);
  } else {
    if (result.status === 401) challenge(res, origin, given);
    req.resume();
    res.end(env.GITD_EMPTY ? '' : `${result.status}\n`);
  }
  journal.log({
    event: 'request',
    at,
    ms: Date.now() - at,
    method: req.method,
    path: url.pathname,
    service: url.searchParams.get('service') ?? undefined,
    scheme: given.scheme,
    user: given.user,
    account: result.account,
    status: res.statusCode,
    protocol: req.headers['git-protocol'],
    encoding: req.headers['content-encoding'],
    chunked: req.headers['transfer-encoding'] === 'chunked' || undefined,
  });
});

announce(origin, await controlPlane({
  ...journal.verbs(),
  set: ({ challenge: value }) => {
    if (!['both', 'basic', 'bearer'].includes(value)) throw new Error('challenge= is both, basic or bearer');
    settings.challenge = value;
  },
}));
