// Somebody with cookies at glewlwyd's REST API. Run as a program it is the
// person at the browser: given the authorization URL it signs alice in, allows
// the client, and follows the redirects to the listener's last page.
import { pathToFileURL } from 'node:url';

const MOST_REDIRECTS = 10;
const PATIENCE_MS = 20_000;

export class Visitor {
  #cookies = new Map();

  #origin;

  constructor(origin) {
    this.#origin = origin;
  }

  async #send(url, init = {}) {
    const ours = new URL(url).origin === this.#origin;
    const cookie = [...this.#cookies].map((pair) => pair.join('=')).join('; ');
    const reply = await fetch(url, {
      ...init,
      redirect: 'manual',
      headers: { connection: 'close', ...init.headers, ...(ours && cookie && { cookie }) },
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    if (ours) {
      for (const line of reply.headers.getSetCookie()) {
        const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
        this.#cookies.set(name, value);
      }
    }
    return reply;
  }

  async call(method, path, body) {
    const reply = await this.#send(`${this.#origin}/api${path}`, {
      method,
      ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    const text = await reply.text();
    if (!reply.ok) throw new Error(`${method} ${path}: ${reply.status} ${text}`);
  }

  login(who) {
    return this.call('POST', '/auth/', who);
  }

  // One page: its status, and where it leads to.
  async go(url) {
    const reply = await this.#send(url);
    await reply.text();
    return { status: reply.status, location: reply.headers.get('location') };
  }
}

async function person(start) {
  let url = new URL(start);
  let visitor;
  for (let n = 0; n < MOST_REDIRECTS; n++) {
    if (url.pathname === '/api/oidc/auth') {
      visitor = new Visitor(url.origin);
      await visitor.login({ username: 'alice', password: 'alice-password' });
      await visitor.call('PUT', `/auth/grant/${url.searchParams.get('client_id')}`, { scope: url.searchParams.get('scope') ?? 'openid git' });
      url.searchParams.set('g_continue', '');
    }
    const { status, location } = await (visitor ?? new Visitor(url.origin)).go(url);
    if (!location) return status === 200;
    url = new URL(location, url);
  }
  return false;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href)
  process.exit(await person(process.argv[2]) ? 0 : 1);
