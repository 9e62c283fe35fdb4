// A person with a real browser: Debian's Chromium, led by playwright-core
// through the pages that a login opens.
//   browser.js URL STEP...
// URL is the listener's address that leads on, as BROWSER is given it. Steps:
//   approve, deny     signs in as BROWSER_ACCOUNT (alice) and presses the
//                     buttons of these names on every page, until the browser
//                     is back at the listener
//   visit:/PATH       loads PATH of the listener in another tab; STATE in it is
//                     the login's, ISSUER its server
//   post:/PATH        the same by POST
//   again             loads the last page's address in another tab
//   shot:NAME         what is wrong with the page in front, if anything, and
//                     four pictures: BROWSER_SHOTS/NAME-{phone,desktop}-
//                     {light,dark}.png
//   first             the tab of the login is in front again
//   leave             waits until the page has left the listener by itself
//   think:MS          the person does
//   press:NAME        presses the button or link of that name in front
// BROWSER_SCRIPTS=no: no script of a page is run.
// BROWSER_LOG gets one JSON line a shot: name, url, title, status, wrong (a list,
// empty where all is well), clicks (so far), tree (what a screen reader is
// told). It ends with {"end":"ok"} or {"end":"REASON"}.
import { appendFileSync, existsSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import process from 'node:process';

const require = createRequire(`${process.env.LANYARD_NODE_MODULES}/`);
const { chromium } = require('playwright-core');

const {
  BROWSER_ACCOUNT: account = 'alice',
  BROWSER_LOG: log,
  BROWSER_SCRIPTS: scripts = 'yes',
  BROWSER_SHOTS: shots,
} = process.env;
const [start, ...steps] = process.argv.slice(2);
const PATIENCE_MS = 20_000;
const MOST_PAGES = 20;
const SIZES = { phone: [360, 640], desktop: [1280, 800] };
const paths = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

const say = (entry) => appendFileSync(log, `${JSON.stringify(entry)}\n`);

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? paths.find(existsSync),
  // The pages are our own, and neither root nor a container has a sandbox.
  chromiumSandbox: false,
  args: ['--disable-dev-shm-usage', '--no-proxy-server'],
});
const context = await browser.newContext({
  locale: 'en-GB',
  javaScriptEnabled: scripts !== 'no',
});
context.setDefaultTimeout(PATIENCE_MS);

const listener = new URL(start).origin;
const requests = [];
const noise = new Map(); // page: what its console said
let front;
let state = '';
let issuer = '';
let clicks = 0;
const allowed = new Set([listener]);

context.on('request', (request) => {
  const url = new URL(request.url());
  requests.push(url.href);
  // Where a login goes, or a form of ours.
  if (url.searchParams.has('redirect_uri') || request.method() === 'POST') {
    state = url.searchParams.get('state') ?? state;
    issuer = url.origin === listener ? issuer : url.origin;
    allowed.add(url.origin);
  }
});

async function open(url, method = 'GET') {
  front = await context.newPage();
  noise.set(front, []);
  const page = front;
  page.on('console', (message) => {
    // What a status other than 200 is, Chromium tells as an error of ours; and
    // the sign-in page asks for a field that has the focus already.
    if (!/the server responded with a status of 4\d\d|Autofocus processing/.test(message.text())) {
      noise.get(page).push(message.text());
    }
  });
  page.on('pageerror', (error) => noise.get(page).push(error.message));
  if (method !== 'GET') await page.route(url, (route) => route.continue({ method }));
  page.lastResponse = await page.goto(url, { waitUntil: 'load' });
}

const isHome = () => new URL(front.url()).origin === listener;

async function press(button) {
  clicks += 1;
  await Promise.all([
    front.waitForNavigation({ waitUntil: 'load' }).then((response) => {
      front.lastResponse = response;
    }),
    button.click(),
  ]);
}

async function walk(action) {
  for (let pages = 0; !isHome() && pages < MOST_PAGES; pages += 1) {
    const name = front.locator('input[name=login]');
    if (await name.count()) await name.fill(account);
    await press(front.locator(`button[value=${action}]`).first());
  }
  if (!isHome()) throw new Error(`never came back from ${front.url()}`);
}

// In the page: WCAG's contrast of each text with what is behind it.
function lookAt() {
  const channel = (v) => (v / 255 <= 0.03928 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4);
  const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const colour = (text) => text.match(/[\d.]+/g).map(Number);
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const c = colour(getComputedStyle(at).backgroundColor);
      if (c.length === 3 || c[3] > 0) return c;
    }
    return [255, 255, 255];
  };
  const wrong = [];
  for (const element of document.querySelectorAll('h1,p,dt,dd,button,footer')) {
    const pair = [light(colour(getComputedStyle(element).color)), light(behind(element))];
    const contrast = (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05);
    if (contrast < 4.5) wrong.push(`contrast ${contrast.toFixed(2)} of ${element.tagName}`);
    if (parseFloat(getComputedStyle(element).fontSize) < 14) wrong.push(`small ${element.tagName}`);
  }
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) wrong.push(`wider than ${root.clientWidth}`);
  if (!root.lang) wrong.push('no lang');
  // A headless browser asks for no favicon.ico; others do, without this.
  if (!document.querySelector('link[rel=icon][href^="data:"]')) wrong.push('no icon');
  if (document.querySelectorAll('h1').length !== 1) wrong.push('not one h1');
  if (document.querySelectorAll('main').length !== 1) wrong.push('not one main');
  if (getComputedStyle(document.querySelector('main')).borderTopStyle !== 'solid') wrong.push('no style');
  return { wrong, background: getComputedStyle(document.body).backgroundColor };
}

async function shoot(name) {
  const page = front;
  const seen = {};
  const wrong = new Set();
  for (const [size, [width, height]] of Object.entries(SIZES)) {
    await page.setViewportSize({ width, height });
    for (const colorScheme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme });
      const found = await page.evaluate(lookAt);
      for (const text of found.wrong) wrong.add(`${size} ${colorScheme}: ${text}`);
      seen[colorScheme] = found.background;
      if (shots) await page.screenshot({ path: `${shots}/${name}-${size}-${colorScheme}.png` });
    }
  }
  if (seen.light === seen.dark) wrong.add('light and dark are the same');
  for (const text of noise.get(page)) wrong.add(`console: ${text}`);
  for (const url of requests) {
    if (!allowed.has(new URL(url).origin)) wrong.add(`request: ${url}`);
  }
  say({
    name,
    url: page.url().replace(/\?.*/, ''),
    title: await page.title(),
    status: page.lastResponse?.status(),
    wrong: [...wrong],
    clicks,
    tree: await page.locator('body').ariaSnapshot(),
  });
}

const address = (path) => listener + path.replace('STATE', state)
  .replace('ISSUER', encodeURIComponent(issuer));

const verbs = {
  approve: () => walk('approve'),
  deny: () => walk('deny'),
  visit: (path) => open(address(path)),
  post: (path) => open(address(path), 'POST'),
  again: () => open(front.url()),
  shot: shoot,
  leave: () => front.waitForURL((url) => url.origin !== listener),
  think: (ms) => front.waitForTimeout(Number(ms)),
  press: (name) => press(front.getByRole('button', { name }).or(front.getByRole('link', { name })).first()),
};

let end = 'ok';
try {
  if (shots) mkdirSync(shots, { recursive: true });
  await open(start);
  const first = front;
  verbs.first = () => {
    front = first;
  };
  for (const step of steps) {
    const [verb, ...rest] = step.split(':');
    // Other tabs come and go; the login stays in its own.
    if (['approve', 'deny'].includes(verb)) verbs.first();
    await verbs[verb](rest.join(':'));
  }
} catch (error) {
  end = error.message;
}
say({ end });
await browser.close();
process.exit(end === 'ok' ? 0 : 1);
