// Package registries: files behind a token, which the authorization server is
// asked about each time. It is a Bearer token, or the password of HTTP Basic.
// Settings in the environment:
//   PACKAGES_AS    the authorization server's issuer
//   PACKAGES_ROOT  folder of the files; that of PATH/ is PATH/index
//   PACKAGES_TLS_CERT, PACKAGES_TLS_KEY  PEM files: serve https
// A file "X-Terraform-Get: WHERE" is sent as that header and no body.
// "@URL@" in a file stands for the server's own. Counts requests, status_NNN
// and scheme_NAME.
import { readFile } from 'node:fs/promises';
import path from 'node:path';

import { bearerChallenge, credentials, introspect } from './bearer.js';
import {
  Journal, announce, controlPlane, lifeline, listen, makeServer,
} from './common.js';

lifeline();
const { env } = process;
const journal = new Journal();
const TYPES = { html: 'text/html', json: 'application/json' };
let url;

async function fileOf(name) {
  const file = path.join(env.PACKAGES_ROOT, path.normalize(name.endsWith('/') ? `${name}index` : name));
  const bytes = await readFile(file).catch(() => null);
  if (!bytes || bytes.includes(0)) return bytes;
  return Buffer.from(bytes.toString().replaceAll('@URL@', url));
}

const server = makeServer(env.PACKAGES_TLS_CERT, env.PACKAGES_TLS_KEY);
server.on('request', async (req, res) => {
  const name = decodeURIComponent(new URL(req.url, 'http://packages').pathname);
  const given = credentials(req.headers.authorization);
  const found = given.token ? await introspect(env.PACKAGES_AS, given.token) : {};
  const body = found.active ? await fileOf(name) : null;
  let status = 401;

  req.resume();
  if (found.active) status = body ? 200 : 404;
  journal.add('requests');
  journal.add(`status_${status}`);
  journal.add(`scheme_${given.scheme}`);
  journal.log({ event: 'request', path: name, scheme: given.token ? given.scheme : 'none', status });
  const html = body?.subarray(0, 9).toString() === '<!DOCTYPE';
  if (status === 401) {
    res.setHeader('WWW-Authenticate', [bearerChallenge(given), 'Basic realm="packages"']);
  }
  const where = /^X-Terraform-Get: (.*)/.exec(body?.subarray(0, 500).toString() ?? '');
  if (where) {
    res.writeHead(204, { 'X-Terraform-Get': where[1] });
    res.end();
    return;
  }
  res.writeHead(status, { 'Content-Type': html ? TYPES.html : TYPES.json });
  res.end(body ?? `${status}\n`);
});

const port = await listen(server);
url = env.PACKAGES_TLS_CERT ? `https://127.0.0.1:${port}` : `http://127.0.0.1:${port}`;
announce(url, await controlPlane(journal.verbs()));
