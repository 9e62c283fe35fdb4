// Where mail ends that Dovecot's submission service relays: takes every
// message (RFC 5321) and keeps it in memory. For no client but Dovecot.
//   messages [containing=TEXT]   how many have come
import net from 'node:net';

import { announce, controlPlane, lifeline, listen } from './common.js';

lifeline();
const messages = [];
const REPLIES = {
  EHLO: '250-sink\r\n250 8BITMIME', HELO: '250 sink', DATA: '354 go on', QUIT: '221 bye',
};

function converse(socket) {
  let text = '';
  let inData = false;
  const reply = (line) => socket.write(`${line}\r\n`);

  // One command or one whole message off the front of what has come.
  function step() {
    const end = inData ? '\r\n.\r\n' : '\r\n';
    const at = text.indexOf(end);
    if (at < 0) return false;
    const taken = text.slice(0, at);
    text = text.slice(at + end.length);
    if (inData) {
      messages.push(taken);
      inData = false;
      reply('250 kept');
      return true;
    }
    const verb = taken.slice(0, 4).toUpperCase();
    inData = verb === 'DATA';
    reply(REPLIES[verb] ?? '250 fine');
    if (verb === 'QUIT') socket.end();
    return true;
  }

  socket.setEncoding('latin1');
  socket.on('error', () => {});
  socket.on('data', (chunk) => {
    text += chunk;
    while (step());
  });
  reply('220 sink');
}

const port = await listen(net.createServer(converse));
announce(`smtp://127.0.0.1:${port}`, await controlPlane({
  messages: ({ containing = '' }) => messages.filter((m) => m.includes(containing)).length,
}));
