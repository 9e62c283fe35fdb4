// A server that never comes to an end, for whoever speaks to it. What comes
// first on a connection decides; what is no HTTP (TLS, SOCKS) is answered by
// silence, and so is any path but these:
//   /header  a status line and a field, a byte at a time
//   /body    a header at once, and a body a byte at a time
//   /chunks  the same in chunks
//   /interim replies of 1xx without end
//   /fields  fields without end
//   CONNECT drip...  as /header
// Settings: HANG_MS between two bytes (1000).
import net from 'node:net';

import { announce, controlPlane, lifeline, listen } from './common.js';

lifeline();
const ms = Number(process.env.HANG_MS ?? 1000);

function drip(socket, head, piece) {
  socket.write(head);
  const timer = setInterval(() => socket.write(piece), ms);
  socket.on('close', () => clearInterval(timer));
}

// As fast as it is taken.
function flood(socket, head, piece) {
  const more = () => {
    while (!socket.destroyed && socket.write(piece));
  };
  socket.on('drain', more);
  socket.write(head);
  more();
}

const OK = 'HTTP/1.1 200 OK\r\n';
const ways = [
  [/^(POST|GET) \/header|^CONNECT drip/, (socket) => drip(socket, `${OK}X: `, 'x')],
  [/^(POST|GET) \/body/, (socket) => drip(socket, `${OK}Content-Length: 5000\r\n\r\n`, '{')],
  [/^(POST|GET) \/chunks/, (socket) => drip(socket, `${OK}Transfer-Encoding: chunked\r\n\r\n`, '1\r\n{\r\n')],
  [/^(POST|GET) \/interim/, (socket) => flood(socket, '', 'HTTP/1.1 103 Early Hints\r\n\r\n')],
  [/^(POST|GET) \/fields/, (socket) => flood(socket, OK, `X: ${'x'.repeat(4000)}\r\n`)],
];

const server = net.createServer((socket) => {
  socket.on('error', () => {});
  socket.once('data', (bytes) => {
    const [, way] = ways.find(([first]) => first.test(bytes.toString('latin1'))) ?? [];
    way?.(socket);
    socket.resume();
  });
});
announce(`http://127.0.0.1:${await listen(server)}`, await controlPlane({}));
