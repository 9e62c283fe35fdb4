// The person at the browser: given the URL that a login opens, which leads from
// the listener to the server, walks the
// real pages with cookies, fills in the forms, follows the redirects to the
// callback, and exits 0 when that answered 200. Settings in the environment:
//   PERSON_ACCOUNT   login name (alice)
//   PERSON_ACTION    approve | deny (presses Cancel) | close (loads the first
//                    page and leaves) | copy (prints the callback's URL, as
//                    one copies it from the address bar, and does not load it);
//                    deny,copy cancels first
//   PERSON_STEP      deny at: login | consent (the first page)
//   PERSON_DELAY_MS  how long it thinks before it begins (0)
//   PERSON_LOG       one line is appended per run when it begins: HOST PATH;
//                    another to PERSON_LOG.done when it ends: RESULT ACTION
//                    ACCOUNT STATUS
import { appendFileSync } from 'node:fs';

const {
  PERSON_ACCOUNT: account = 'alice',
  PERSON_ACTION: action = 'approve',
  PERSON_STEP: step = '',
  PERSON_LOG: log,
  PERSON_DELAY_MS: delay = '0',
} = process.env;
const actions = action.split(',');
const MOST_PAGES = 20;
const PATIENCE_MS = 60_000;

let start = new URL(process.argv[2]);
// An address of the listener has no query, and leads to the one that has.
if (!start.search) {
  const { headers } = await fetch(start, { redirect: 'manual', headers: { connection: 'close' } });
  start = new URL(headers.get('location') ?? start);
}
if (log) appendFileSync(log, `${start.host} ${start.pathname}\n`);

function done(ok, status) {
  if (log) {
    appendFileSync(`${log}.done`, `${ok ? 'ok' : 'failed'} ${action} ${account} ${status}\n`);
  }
  process.exit(ok ? 0 : 1);
}

// Cookies of one server are all that is needed: no domains.
const jar = new Map();

async function load(url, form) {
  const same = url.host === start.host;
  const response = await fetch(url, {
    method: form ? 'POST' : 'GET',
    body: form,
    redirect: 'manual',
    headers: {
      accept: 'text/html',
      connection: 'close',
      ...(same && jar.size && { cookie: [...jar].map((pair) => pair.join('=')).join('; ') }),
    },
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  if (same) {
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
      if (value) jar.set(name, value);
      else jar.delete(name);
    }
  }
  return response;
}

const unescape = (text) => text
  .replace(/&#(\d+);/g, (_, n) => String.fromCharCode(n))
  .replace(/&quot;/g, '"').replace(/&lt;/g, '<').replace(/&gt;/g, '>')
  .replace(/&amp;/g, '&');

function attributes(tag) {
  const found = {};
  for (const [, name, value] of tag.matchAll(/([\w-]+)="([^"]*)"/g)) found[name] = unescape(value);
  return found;
}

// The page's only form, filled in; undefined where there is none.
function fillIn(html, url) {
  const form = /<form[^>]*>/.exec(html)?.[0];
  if (!form) return undefined;
  const fields = new URLSearchParams();
  for (const [tag] of html.matchAll(/<input[^>]*>/g)) {
    const { name, value = '' } = attributes(tag);
    const mine = { login: account, password: 'any' }[name];
    if (name) fields.set(name, mine ?? value);
  }
  const page = fields.has('login') ? 'login' : 'consent';
  const deny = actions.includes('deny') && (!step || step === page);
  const wanted = deny ? ['deny', 'yes'] : ['approve'];
  let pressed = !deny;
  for (const [tag] of html.matchAll(/<button[^>]*>/g)) {
    const { name, value } = attributes(tag);
    if (name && wanted.includes(value)) {
      fields.set(name, value);
      pressed = true;
    }
  }
  // A page that cannot be cancelled is walked through.
  return { target: new URL(attributes(form).action ?? url, url), fields, cancelled: deny && pressed };
}

async function walk() {
  let url = start;
  let cancelled = false;
  let response = await load(url);
  for (let pages = 0; pages < MOST_PAGES; pages += 1) {
    const location = response.headers.get('location');
    const html = await response.text();
    if (location && response.status >= 300 && response.status < 400) {
      url = new URL(location, url);
      if (actions.includes('copy') && url.host !== start.host) {
        console.log(url.href);
        done(true, response.status);
      }
      response = await load(url);
      continue;
    }
    if (action === 'close') done(true, response.status);
    const filled = url.host === start.host && response.status === 200 && !cancelled
      ? fillIn(html, url) : undefined;
    // No form left: the callback's page, or the device page's last one.
    if (!filled) done(response.status === 200, response.status);
    ({ cancelled } = filled);
    url = filled.target;
    response = await load(url, filled.fields);
  }
  done(false, 'too many pages');
}

setTimeout(() => done(false, 'timeout'), PATIENCE_MS).unref();
setTimeout(() => walk().catch((error) => {
  console.error(error);
  done(false, error.cause?.code ?? error.name);
}), Number(delay));
