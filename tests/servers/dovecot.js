// Debian's Dovecot: IMAP and submission, for which its oauth2 passdb asks the
// authorization server about each token. It runs as an unprivileged user in a
// folder of its own, and nothing of /etc/dovecot is read.
//   DOVECOT_DIR    the folder; others must be able to reach it if we are root
//   DOVECOT_AS     the authorization server's issuer
//   DOVECOT_RELAY  port of the server that submitted mail is relayed to
//   DOVECOT_TLS_CERT, DOVECOT_TLS_KEY  PEM files
// Ready when it listens; the URL is imap's. Verbs, besides the counters
// login_MECHANISM and rejected (of tokens):
//   port service=imap|imaps|submission
//   deliver account= subject=         a message in the account's INBOX
//   messages account= folder= containing=TEXT    how many there are
import { spawn } from 'node:child_process';
import {
  chownSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync,
} from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import readline from 'node:readline';

import { SECRETS } from './as-clients.js';
import {
  Journal, announce, controlPlane, lifeline, listen, need,
} from './common.js';

const { env } = process;
const dir = env.DOVECOT_DIR;
const journal = new Journal();

// -- Who it runs as: nobody, where we are root ----------------------------

const NOBODY = 65534;
const root = process.getuid() === 0;
const uid = root ? NOBODY : process.getuid();
const gid = root ? NOBODY : process.getgid();

// The name of an id, from passwd(5) or group(5).
function nameOf(file, id) {
  const line = readFileSync(file, 'utf8').split('\n').find((l) => l.split(':')[2] === `${id}`);
  return line?.split(':')[0] ?? `${id}`;
}

function folder(...names) {
  const made = path.join(dir, ...names);
  if (!existsSync(made)) {
    mkdirSync(made);
    chownSync(made, uid, gid);
  }
  return made;
}

function file(name, text) {
  const made = path.join(dir, name);
  writeFileSync(made, text, { mode: 0o600 });
  chownSync(made, uid, gid);
  return made;
}

// -- Its sockets ----------------------------------------------------------
// Ports of the kernel's choice: bound here and handed on as systemd does it
// (sd_listen_fds(3)), so that nobody can take one in between.

const SERVICES = ['imap', 'imaps', 'submission'];
const sockets = {};
for (const service of SERVICES) {
  const server = net.createServer();
  sockets[service] = { server, port: await listen(server) };
}

// -- Its configuration ----------------------------------------------------

function configuration() {
  const user = nameOf('/etc/passwd', uid);
  const group = nameOf('/etc/group', gid);
  const mechanisms = 'plain login xoauth2 oauthbearer';
  const port = (service) => sockets[service].port;
  const oauth2 = file('oauth2.ext', `
introspection_mode = post
introspection_url = ${env.DOVECOT_AS}/token/introspection
client_id = mail
client_secret = ${SECRETS.mail}
username_attribute = sub
active_attribute = active
active_value = true
`);
  return file('dovecot.conf', `
base_dir = ${folder('run')}
state_dir = ${folder('state')}
log_path = /dev/stderr
protocols = imap submission
listen = 127.0.0.1
hostname = mail.example.com
default_internal_user = ${user}
default_internal_group = ${group}
default_login_user = ${user}
first_valid_uid = ${uid}
first_valid_gid = ${gid}
ssl = yes
ssl_cert = <${file('server.crt', readFileSync(env.DOVECOT_TLS_CERT))}
ssl_key = <${file('server.key', readFileSync(env.DOVECOT_TLS_KEY))}
disable_plaintext_auth = no
auth_mechanisms = ${mechanisms}
auth_failure_delay = 0
passdb {
  driver = oauth2
  mechanisms = ${mechanisms}
  args = ${oauth2}
}
userdb {
  driver = static
  args = uid=${uid} gid=${gid} home=${folder('mail')}/%u
}
mail_location = maildir:~/Maildir
namespace inbox {
  inbox = yes
  mailbox Drafts {
    auto = create
  }
}
submission_relay_host = 127.0.0.1
submission_relay_port = ${env.DOVECOT_RELAY}
service imap-login {
  chroot =
  inet_listener imap {
    port = ${port('imap')}
  }
  inet_listener imaps {
    port = ${port('imaps')}
    ssl = yes
  }
}
service submission-login {
  chroot =
  inet_listener submission {
    port = ${port('submission')}
  }
  inet_listener submissions {
    port = 0
  }
}
service anvil {
  chroot =
  # No pause after a failure for others from the same address.
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
`);
}

// -- Its life -------------------------------------------------------------

// What its log says that a test counts.
function count(line) {
  const [, mechanism] = /-login: Info: Login: .*method=([\w-]+)/.exec(line) ?? [];
  if (mechanism) journal.add(`login_${mechanism}`);
  if (/-login: .*auth failed/.test(line)) journal.add('rejected');
}

function start(conf) {
  const child = spawn('/bin/sh', ['-c',
    `LISTEN_FDS=${SERVICES.length} LISTEN_PID=$$ exec "$0" -F -c "$1"`,
    '/usr/sbin/dovecot', conf], {
    cwd: dir,
    env: { PATH: env.PATH },
    uid,
    gid,
    stdio: ['ignore', 'ignore', 'pipe', ...SERVICES.map((s) => sockets[s].server._handle.fd)],
  });
  for (const { server } of Object.values(sockets)) server.close();
  child.on('error', (error) => console.error(error.message));
  child.on('close', () => process.exit(1));
  // It takes its services along, and is waited for.
  lifeline(() => child.kill());
  return new Promise((resolve) => {
    readline.createInterface({ input: child.stderr }).on('line', (line) => {
      console.error(line);
      count(line);
      if (line.includes('starting up')) resolve();
    });
  });
}

// -- The mail -------------------------------------------------------------

const maildir = (account, ...more) => path.join(dir, 'mail', account, 'Maildir', ...more);
let delivered = 0;

function deliver(args) {
  const { account, subject } = need(args, 'account', 'subject');
  for (const below of [[], ['Maildir'], ...['cur', 'new', 'tmp'].map((d) => ['Maildir', d])]) {
    folder('mail', account, ...below);
  }
  delivered += 1;
  file(path.join('mail', account, 'Maildir', 'new', `${Date.now()}.${delivered}.test`),
    `From: test@example.com\nTo: ${account}\nSubject: ${subject}\n`
    + `Date: Mon, 23 Nov 2026 10:00:00 +0000\nMessage-ID: <${delivered}@example.com>\n\n`
    + `The body of ${subject}.\n`);
}

function messages(args) {
  const { account, folder: name = 'INBOX', containing = '' } = need(args, 'account');
  const at = name === 'INBOX' ? [] : [`.${name}`];
  return ['cur', 'new']
    .map((d) => maildir(account, ...at, d))
    .filter((d) => existsSync(d))
    .flatMap((d) => readdirSync(d).map((f) => path.join(d, f)))
    .filter((f) => readFileSync(f, 'latin1').includes(containing)).length;
}

await start(configuration());
announce(`imap://127.0.0.1:${sockets.imap.port}`, await controlPlane({
  ...journal.verbs(),
  deliver,
  messages,
  port: (args) => {
    const { service } = need(args, 'service');
    if (!sockets[service]) throw new Error(`no such service: ${service}`);
    return sockets[service].port;
  },
}));
