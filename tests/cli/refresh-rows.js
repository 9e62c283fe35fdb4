// The rows of refresh-rows.t: replies to a refresh, and what is to come of
// each. Writes a configuration and a record for each row, and on stdout a line
// for each: NAME, exit status, access token, refresh token, what it is.
//   node refresh-rows.js FAULT_URL LANYARD_CONFIG LANYARD_STORE
import { mkdirSync, writeFileSync } from 'node:fs';
import { deflateRawSync, gzipSync } from 'node:zlib';

const [url, config, store] = process.argv.slice(2);
const rows = [];

// row WHAT, {status, type, encoding}, BODY, EXIT, ACCESS, REFRESH
function row(what, head, body, exit, access, refresh) {
  rows.push({
    name: `r${rows.length}`, what, head, body: Buffer.from(body, 'latin1'), exit, access, refresh,
  });
}

const tokens = { access_token: 'at-new', token_type: 'Bearer', refresh_token: 'rt-new' };
const form = (members) => new URLSearchParams(members).toString();
const json = JSON.stringify;
const wraps = {
  json: [{}, json],
  form: [{ type: 'application/x-www-form-urlencoded' }, form],
  'one level down': [{}, (m) => json({ data: m, ok: true })],
  array: [{}, (m) => json([m])],
  'encoding UTF-8': [{ encoding: 'UTF-8' }, json],
  'a false gzip': [{ encoding: 'gzip' }, json],
  'a false br': [{ encoding: 'br' }, json],
  gzip: [{ encoding: 'gzip' }, (m) => gzipSync(json(m)).toString('latin1')],
  'a gzip not told': [{}, (m) => gzipSync(json(m)).toString('latin1')],
  'a comment': [{}, (m) => `/* x */${json(m)}`],
  'behind junk': [{}, (m) => `)]}',\n${json(m)}`],
  'a BOM': [{}, (m) => `\xef\xbb\xbf${json(m)}`],
  'a call': [{}, (m) => `callback(${json(m)});`],
  'a string': [{}, (m) => json(json(m))],
  'a string, indented': [{}, (m) => json({ statusCode: 200, body: JSON.stringify(m, null, 2), headers: {} })],
  'UTF-16': [{}, (m) => Buffer.from(json(m), 'utf16le').toString('latin1')],
  'UTF-16, big end first': [{}, (m) => Buffer.from(`\ufeff${json(m)}`, 'utf16le').swap16().toString('latin1')],
  'never closed': [{}, (m) => json(m).slice(0, -1)],
};

// -- Status x error x wrapping: with tokens, and the refresh token alone --
const none = [undefined, '', false, 0, {}, []];
for (const [name, [head, wrap]] of Object.entries(wraps)) {
  const errors = name === 'form' ? [undefined, ''] : none;
  for (const error of errors) {
    const what = `${name}, error ${json(error)}`;
    const all = error === undefined ? tokens : { error, ...tokens };
    row(`200, ${what}`, { status: 200, ...head }, wrap(all), 0, 'at-new', 'rt-new');
    row(`200, ${what}, no access token`, { status: 200, ...head }, wrap({ ...all, access_token: '' }), 5, 'at-old', 'rt-new');
  }
  for (const error of [undefined, '', false]) {
    row(`500, ${name}, error ${json(error)}`, { status: 500, ...head }, wrap(error === undefined ? tokens : { error, ...tokens }), 5, 'at-old', '*');
  }
  const error = 'invalid_grant';
  row(`200, ${name}, an error beside tokens`, { status: 200, ...head }, wrap({ error, ...tokens }), 0, 'at-new', 'rt-new');
  row(`200, ${name}, an error`, { status: 200, ...head }, wrap({ error, refresh_token: 'rt-new' }), 4, 'at-old', 'rt-old');
  row(`400, ${name}, an error`, { status: 400, ...head }, wrap({ error, ...tokens }), 4, 'at-old', 'rt-old');
  row(`500, ${name}, an error`, { status: 500, ...head }, wrap({ error, ...tokens }), 5, 'at-old', 'rt-old');
}
// What is sent is not new, and of two none is the one.
row('the old one again', {}, json({ ...tokens, refresh_token: 'rt-old' }), 0, 'at-new', 'rt-old');
row('the old one told, the new one below', {}, json({ was: { refresh_token: 'rt-old' }, is: { refresh_token: 'rt-new' } }), 5, 'at-old', 'rt-new');
row('two', {}, '[{"refresh_token":"rt-a"},{"refresh_token":"rt-b"}]', 5, 'at-old', 'rt-old');
row('two access tokens', {}, '{"access_token":"at-a","access_token":"at-b","refresh_token":"rt-new"}', 5, 'at-old', 'rt-new');
row('cut in the refresh token', {}, '{"access_token":"at-new","refresh_token":"rt-n', 0, 'at-new', 'rt-old');

// Tokens that are no strings, or were read from a file with its line's end.
for (const [what, access, refresh] of [
  ['numbers', 12345678, 87654321], ['alone in arrays', ['at-new'], ['rt-new']], ['with line feeds', 'at-new\n', '\r\nrt-new\r\n'],
]) {
  const plain = (v) => String(Array.isArray(v) ? v[0] : v).trim();
  row(`tokens, ${what}`, {}, json({ access_token: access, refresh_token: refresh }), 0, plain(access), plain(refresh));
  row(`tokens, ${what}, no access token`, {}, json({ refresh_token: refresh }), 5, 'at-old', plain(refresh));
}
// Compressed in ways that few know.
const members = Buffer.concat([json(tokens).slice(0, 20), json(tokens).slice(20)].map((t) => gzipSync(t)));
for (const [what, encoding, bytes] of [
  ['gzip of two members', 'gzip', members], ['gzip twice', 'gzip, gzip', gzipSync(gzipSync(json(tokens)))],
  ['gzip twice, told once', 'gzip', gzipSync(gzipSync(json(tokens)))], ['deflate alone', 'deflate', deflateRawSync(json(tokens))],
]) row(what, { encoding }, bytes.toString('latin1'), 0, 'at-new', 'rt-new');

// Fields that are parted, marked or written as few do.
for (const [what, how] of [
  ['behind ?', (t) => `?${t}`], ['behind #', (t) => `#${t}`], ['behind a BOM', (t) => `\xef\xbb\xbf${t}`],
  ['parted by ;', (t) => t.replaceAll('&', ';')], ['parted by &amp;', (t) => t.replaceAll('&', '&amp;')],
  ['in lines', (t) => t.replaceAll('&', '\r\n')], ['names escaped', (t) => t.replaceAll('_', '%5F').replaceAll('token_', '%74oken_')],
]) row(`form, ${what}`, {}, how(form(tokens)), 0, 'at-new', 'rt-new');

// -- A refusal in whatever it is wrapped: each byte damaged but the error's --
const refusal = '{"x":"gone","error":"invalid_grant","y":[1,{"z":"2"}]}';
const start = refusal.indexOf('"error"');
const end = start + '"error":"invalid_grant"'.length;
for (let i = 0; i < refusal.length; i += 1) {
  if (i < start || i >= end) {
    const byte = ['\xff', '"', '\n', '\0'][i % 4];
    row(`byte ${i} is ${json(byte)}`, { status: 400 }, refusal.slice(0, i) + byte + refusal.slice(i + 1), 4, 'at-old', 'rt-old');
  }
}
row('a member twice', { status: 400 }, '{"x":1,"x":2,"error":"invalid_grant"}', 4, 'at-old', 'rt-old');
row('form, a line feed behind', { status: 401 }, 'error=invalid_grant&error_description=no+more\n', 4, 'at-old', 'rt-old');
row('a page that quotes one', { status: 403 }, '<script>x={"error":"invalid_grant"}</script>', 5, 'at-old', 'rt-old');

// -- The words --
for (const [status, error, exit] of [
  [400, 'unauthorized_client', 4], [401, 'invalid_token', 4], [400, 'invalid_request', 4],
  [400, 'invalid_code', 4], [403, 'Access Denied', 4], [400, 'invalid_client', 4],
  [400, 'invalid_scope', 4], [429, 'invalid_grant', 5], [400, 'slow_down', 5],
  [400, 'temporarily_unavailable', 5], [400, 'too many requests', 5], [403, 'Too Many Requests', 5],
  [400, 'rate_limit_exceeded', 5], [403, 'rateLimitExceeded', 5], [403, 'userRateLimitExceeded', 5], [403, 'quota_exceeded', 5],
  [400, 'internal_error', 5], [400, 'tooManyAttempts', 5], [403, 'Under Maintenance', 5], [408, 'invalid_grant', 5], [425, 'too_early', 5],
  [400, 'timeout', 5], [400, 'session_timeout', 4], [400, 'db_error', 5], [400, 'LimitExceeded', 5], [423, 'locked', 5], [400, 'account_locked', 4],
  [401, 'Unauthorized', 4], [403, 'Forbidden', 4], [401, 'invalidClient', 4], [404, 'invalid_grant', 4],
  [404, 'Not Found', 5], [404, 'not_found', 5], [405, 'Method Not Allowed', 5], [410, 'Gone', 5], [415, 'Unsupported Media Type', 5],
]) row(`${status} ${error}`, { status }, json({ error }), exit, 'at-old', 'rt-old');
row('403 access_denied for the rate', { status: 403 }, json({ error: 'access_denied', error_description: 'rate limit exceeded' }), 5, 'at-old', 'rt-old');
row('400 invalid_grant for the rate', { status: 400 }, json({ error: 'invalid_grant', error_description: 'rate limit exceeded' }), 4, 'at-old', 'rt-old');

// -- When it is over: one of these is within an hour and a minute --
const moment = Math.floor(Date.now() / 1000) + 3600;
for (const [name, value] of [
  ['expires_in', moment], ['expires_in', String(moment)], ['expires_in', moment * 1000],
  ['expires_at', moment], ['expires_at', `${moment}000`], ['expires_on', String(moment)],
  ['expires', moment], ['expires', moment * 1000],
  ['expires_in', '3600s'], ['expires_in', 3600.5], ['expires_in', '3600'], ['expires_in', '3.6e3'],
  ['expires_at', new Date(moment * 1000).toISOString()], ['expires_on', new Date(moment * 1000).toISOString().slice(0, 19)],
  ['expires', new Date(moment * 1000).toUTCString()], ['.expires', new Date(moment * 1000).toUTCString()],
  ['expires_in', 'PT1H'], ['expires_in', '1 hour'], ['expires_in', '60m'], ['expires_in', '01:00:00'], ['expires_in', ' +3600 '], ['expires_in', '3600000ms'],
  ['expires_at', `/Date(${moment}000)/`], ['expires_at', `${new Date(moment * 1000).toISOString().slice(0, 19)} +0000`],
  ['expires_at', new Date(moment * 1000).toUTCString().replace(/ (\w{3}) (\d{4})/, '-$1-$2')],
  ['expiresIn', 3600], ['expireTime', new Date(moment * 1000).toISOString()], ['expiry_date', moment * 1000],
  ['expires_in', 3.6e3], ['expires_in', '3,600'], ['expires_in', "3'600"], ['expires_in', [3600]], ['expires_in', ['3600']], ['expires_in', { seconds: 3600 }],
  ['expires_in', new Date(moment * 1000).toISOString()], ['expires_in', new Date(moment * 1000).toUTCString()],
  ['access_token', `e30.${Buffer.from(json({ exp: moment })).toString('base64url')}.x`],
]) row(`expires_at, by ${name} ${json(value)}`, {}, json({ ...tokens, [name]: value }), 0, name === 'access_token' ? value : 'at-new', 'rt-new');

// -- An end that cannot be read is taken to be an hour away --
const past = new Date((moment - 7200) * 1000);
for (const members of [
  { expires_in: true }, { expires_in: 'soon' }, { expires_in: '1 fortnight' }, { expires_in: [3600, 7200] }, { expires_in: { value: 60, unit: 'min' } },
  { expires_in: moment - 7200 }, { expires_at: moment - 7200 }, { expires_at: past.toISOString() }, { expires: past.toUTCString() },
  { expires_at: '11/29/2126 04:25' }, { expires_in: 'soon', expires_at: 0 },
]) row(`expires_at, an hour for ${json(members)}`, {}, json({ ...tokens, ...members }), 0, 'at-new', 'rt-new');
row('expires_at, an hour for two of them', {}, '{"access_token":"at-new","refresh_token":"rt-new","expires_in":60,"expires_in":90}', 0, 'at-new', 'rt-new');

// -- Nothing that says when: it is good until it is rejected --
for (const [name, value] of [
  ['expires_in', 0], ['expires_in', '0'], ['expires_in', -1], ['expires_in', '-1'], ['expires_in', -3600], ['expires_in', -1e30],
  ['expires_in', 0.4], ['expires_in', '0s'], ['expires_at', 0], ['expires_on', '0'],
  ['expires_at', -1], ['expires_in', ''], ['expires_in', null], ['expires_in', 'never'],
  ['expires_in', false], ['expires_in', {}], ['expires_in', []], ['expires_in', 'unlimited'], ['expires_at', '0001-01-01T00:00:00Z'], ['expires_at', '1970-01-01T00:00:00Z'],
]) row(`no expiry, by ${name} ${json(value)}`, {}, json({ ...tokens, [name]: value }), 0, 'at-new', 'rt-new');
row('expires_at, by expires_at beside expires_in 0', {}, json({ ...tokens, expires_in: 0, expires_at: moment }), 0, 'at-new', 'rt-new');

// -- Beyond reason: it is good for years, or until it is rejected --
for (const value of [
  '2147483647', '4294967295', '31536000000', '999999999999999', '1000000000000000', '9223372036854775', '9223372036854775807', '9223372036854775808',
  '99999999999999999999999999', '1e30', '1e400', '"9223372036854775"', '"99999999999999999999999999"',
]) row(`${value.replaceAll('"', '') < 1e15 ? 'far' : 'no expiry'}, by expires_in ${value}`, {}, `{"access_token":"at-new","refresh_token":"rt-new","expires_in":${value}}`, 0, 'at-new', 'rt-new');

const target = ({ head, body }) => `${url}/say/token?${form({ ...head, body: body.toString('base64url') })}`;
writeFileSync(config, `logins = {\n${rows.map((r) => `  ${r.name} = { url = [ "https://${r.name}.example" ]; token_endpoint = "${target(r)}"; client_id = "native"; };\n`).join('')}};\n`, { mode: 0o600 });
mkdirSync(`${store}/logins`, { recursive: true, mode: 0o700 });
for (const r of rows) {
  writeFileSync(`${store}/logins/${r.name}`, `name=${r.name}\ntoken_endpoint=${target(r)}\nclient_id=native\naccess_token=at-old\nobtained_at=1000000000\nexpires_at=1000003600\nrefresh_token=rt-old\ngeneration=1\n\n`, { mode: 0o600 });
  console.log([r.name, r.exit, r.access, r.refresh, r.what].join('\t'));
}
