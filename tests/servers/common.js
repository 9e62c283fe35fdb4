// What every test server here has: a lifeline, a journal, a control plane.
import { appendFileSync, readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';

const LONGEST_LIFE_MS = 30 * 60 * 1000;

// A server must not outlive its test, even one killed with -9: whoever
// starts it holds the other end of its stdin, and end of file is the signal.
export function lifeline(die = () => process.exit(0)) {
  process.stdin.on('end', die).on('close', die).on('error', die).resume();
  setTimeout(die, LONGEST_LIFE_MS).unref();
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, die);
}

// Counters and JSON lines. No token, code or secret is ever given to it.
export class Journal {
  #file;
  #lines = [];
  #counts = new Map();

  constructor(file) {
    this.#file = file;
  }

  add(name, by = 1) {
    this.#counts.set(name, this.count(name) + by);
  }

  count(name) {
    return this.#counts.get(name) ?? 0;
  }

  log(entry) {
    const line = JSON.stringify(entry);
    this.#lines.push(line);
    if (this.#file) appendFileSync(this.#file, `${line}\n`);
  }

  // The verbs that every control plane has.
  verbs() {
    return {
      count: ({ name }) => this.count(name),
      counts: () => JSON.stringify(Object.fromEntries(this.#counts)),
      log: ({ event }) => this.#lines
        .filter((line) => !event || JSON.parse(line).event === event).join('\n'),
      reset: () => {
        this.#counts.clear();
        this.#lines = [];
      },
    };
  }
}

export function listen(server, port = 0) {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(server.address().port));
  });
}

// http, or https where both files are given.
export function makeServer(cert, key, more = {}) {
  const server = cert && key
    ? https.createServer({ cert: readFileSync(cert), key: readFileSync(key), ...more })
    : http.createServer();
  // Clients keep connections open; one that idles must not decide when a
  // reply is late or a connection reused.
  server.keepAliveTimeout = 60_000;
  return server;
}

// The control plane listens on a port of its own, always in plain http, so
// that nothing a test asks here mixes with what the server counts.
// GET /VERB?key=value... : 200 with the verb's result as text, 400 with why.
export async function controlPlane(verbs) {
  const server = http.createServer(async (req, res) => {
    const url = new URL(req.url, 'http://control');
    const verb = verbs[url.pathname.slice(1)];
    try {
      if (!verb) throw new Error(`no such verb: ${url.pathname.slice(1)}`);
      const result = await verb(Object.fromEntries(url.searchParams));
      res.end(result === undefined ? '' : `${result}\n`);
    } catch (error) {
      res.statusCode = 400;
      res.end(`${error.message}\n`);
    }
  });
  return `http://127.0.0.1:${await listen(server)}`;
}

// The one line of stdout that whoever started the server waits for.
export function announce(url, control) {
  process.stdout.write(`ready ${url} ${control}\n`);
}

export function need(args, ...names) {
  for (const name of names) {
    if (!args[name]) throw new Error(`${name}= is missing`);
  }
  return args;
}

export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
