// A Git LFS server (Batch API, basic transfers) behind a token, which the
// authorization server is asked about each time. Settings in the environment:
//   LFS_AS  the authorization server's issuer
// Counts requests, status_NNN, uploads and downloads.
import { credentials, introspect } from './bearer.js';
import {
  Journal, announce, controlPlane, lifeline, listen, makeServer,
} from './common.js';

lifeline();
const { env } = process;
const journal = new Journal();
const objects = new Map();
const JSON_TYPE = 'application/vnd.git-lfs+json';
let url;

function batch({ operation, objects: wanted }) {
  return {
    transfer: 'basic',
    objects: wanted.map(({ oid, size }) => {
      const href = `${url}/objects/${oid}`;
      if (operation === 'download' && !objects.has(oid)) return { oid, size, error: { code: 404, message: 'none' } };
      const done = operation === 'upload' && objects.has(oid);
      return { oid, size, actions: done ? undefined : { [operation]: { href } } };
    }),
  };
}

function answer(req, body) {
  const { pathname } = new URL(req.url, url);
  const oid = pathname.split('/').at(-1);
  if (pathname.endsWith('/objects/batch')) return [200, JSON.stringify(batch(JSON.parse(body)))];
  if (req.method === 'PUT') {
    journal.add('uploads');
    objects.set(oid, body);
    return [200, ''];
  }
  if (!objects.has(oid)) return [404, '{"message":"none"}'];
  journal.add('downloads');
  return [200, objects.get(oid)];
}

const server = makeServer();
server.on('request', async (req, res) => {
  const chunks = [];
  for await (const chunk of req) chunks.push(chunk);
  const given = credentials(req.headers.authorization);
  const found = given.token ? await introspect(env.LFS_AS, given.token) : {};
  const [status, body] = found.active
    ? answer(req, Buffer.concat(chunks)) : [401, '{"message":"log in"}'];
  journal.add('requests');
  journal.add(`status_${status}`);
  journal.log({ event: 'request', scheme: given.token ? given.scheme : 'none', status });
  if (status === 401) res.setHeader('WWW-Authenticate', 'Basic realm="lfs"');
  res.writeHead(status, { 'Content-Type': JSON_TYPE });
  res.end(body);
});

url = `http://127.0.0.1:${await listen(server)}`;
announce(url, await controlPlane(journal.verbs()));
