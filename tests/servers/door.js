// A resource behind a bearer token, that the authorization server is asked
// about each time. Settings in the environment:
//   DOOR_AS       the authorization server's issuer
//   DOOR_BACKEND  URL of the server behind the door; without one the door
//                 answers itself: {"account":...,"method":...,"path":...}
//   DOOR_HOST     host name in its own URL (127.0.0.1)
//   DOOR_TLS_CERT, DOOR_TLS_KEY  PEM files: serve https
//   DOOR_LOG      file for the log (JSON lines)
// /redirect?to=URL sends whoever is let in there. Counts requests,
// status_NNN and scheme_bearer, _basic, _other, _none.
import http from 'node:http';

import { bearerChallenge, credentials, introspect } from './bearer.js';
import {
  Journal, announce, controlPlane, lifeline, listen, makeServer,
} from './common.js';

lifeline();
const { env } = process;
const journal = new Journal(env.DOOR_LOG);

async function verdict(given) {
  if (given.scheme !== 'bearer' || !given.token) return { status: 401 };
  const found = await introspect(env.DOOR_AS, given.token);
  return found.active ? { status: 200, account: found.sub } : { status: 401 };
}

// What is behind the door never sees the token.
function pass(req, res) {
  const { authorization, ...headers } = req.headers;
  const inner = http.request(new URL(req.url, env.DOOR_BACKEND), {
    method: req.method, headers,
  }, (reply) => {
    res.writeHead(reply.statusCode, reply.headers);
    reply.pipe(res);
  });
  inner.on('error', () => res.destroy());
  req.pipe(inner);
}

function answer(req, res, account) {
  const url = new URL(req.url, 'http://door');
  req.resume();
  if (url.pathname === '/redirect') {
    res.writeHead(302, { Location: url.searchParams.get('to') });
    res.end();
    return;
  }
  res.setHeader('Content-Type', 'application/json');
  res.end(`${JSON.stringify({ account, method: req.method, path: url.pathname })}\n`);
}

const server = makeServer(env.DOOR_TLS_CERT, env.DOOR_TLS_KEY);
server.on('request', async (req, res) => {
  const given = credentials(req.headers.authorization);
  let result;
  try {
    result = await verdict(given);
  } catch (error) {
    result = { status: 502 };
    console.error(error);
  }
  // Counted before the reply leaves: the test may look as soon as it has it.
  journal.add('requests');
  journal.add(`status_${result.status}`);
  journal.add(`scheme_${given.scheme}`);
  journal.log({
    event: 'request', method: req.method, path: req.url, scheme: given.scheme, ...result,
  });
  if (result.status === 200) {
    if (env.DOOR_BACKEND) pass(req, res);
    else answer(req, res, result.account);
    return;
  }
  if (result.status === 401) res.setHeader('WWW-Authenticate', bearerChallenge(given));
  res.statusCode = result.status;
  req.resume();
  res.end(`${result.status}\n`);
});

const port = await listen(server);
const scheme = env.DOOR_TLS_CERT ? 'https' : 'http';
announce(`${scheme}://${env.DOOR_HOST ?? '127.0.0.1'}:${port}`, await controlPlane(journal.verbs()));
