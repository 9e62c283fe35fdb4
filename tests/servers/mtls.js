// A TLS server that lets nobody in without a certificate of its CA, and passes
// on what comes to a server in plain http behind it. Settings in the
// environment:
//   MTLS_CERT, MTLS_KEY  PEM files: the server's own
//   MTLS_CA       PEM file: whose clients may come in
//   MTLS_TO       port on 127.0.0.1 of the server behind
//   MTLS_VERSION  TLSv1.2 or TLSv1.3: no other
// Counters: clients, client_NAME (the certificate's CN), refused.
import { readFileSync } from 'node:fs';
import net from 'node:net';
import tls from 'node:tls';

import {
  Journal, announce, controlPlane, lifeline, listen,
} from './common.js';

lifeline();
const { env } = process;
const journal = new Journal();
const server = tls.createServer({
  cert: readFileSync(env.MTLS_CERT),
  key: readFileSync(env.MTLS_KEY),
  ca: readFileSync(env.MTLS_CA),
  requestCert: true,
  ...(env.MTLS_VERSION && { minVersion: env.MTLS_VERSION, maxVersion: env.MTLS_VERSION }),
}, (socket) => {
  const behind = net.connect(Number(env.MTLS_TO), '127.0.0.1');
  journal.add('clients');
  journal.add(`client_${socket.getPeerCertificate().subject.CN}`);
  for (const one of [socket, behind]) one.on('error', () => {});
  socket.pipe(behind).pipe(socket);
});
server.on('tlsClientError', () => journal.add('refused'));
server.on('connection', (socket) => socket.on('error', () => {}));

announce(`https://127.0.0.1:${await listen(server)}`, await controlPlane(journal.verbs()));
