// A git host that sends away: /ask/... wants a credential and then redirects
// to AWAY_TO, /go/... redirects at once. With no AWAY_TO it is the place to be
// sent to: it wants a credential, and keeps all that it was given.
//   given [containing=TEXT]   requests whose header fields have it
import http from 'node:http';

import { announce, controlPlane, lifeline, listen } from './common.js';

lifeline();
const to = process.env.AWAY_TO;
const given = [];

function answer(req, res) {
  given.push(`${req.url}\n${req.rawHeaders.join('\n')}`);
  req.resume();
  if (to && (req.url.startsWith('/go/') || req.headers.authorization))
    res.writeHead(302, { Location: to + req.url.replace(/^\/(ask|go)\//, '/') });
  else res.writeHead(401, { 'WWW-Authenticate': 'Basic realm="git"' });
  res.end();
}

const port = await listen(http.createServer(answer));
announce(`http://127.0.0.1:${port}`, await controlPlane({
  given: ({ containing = '' }) => given.filter((text) => text.includes(containing)).length,
}));
