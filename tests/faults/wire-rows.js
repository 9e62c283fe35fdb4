// The rows of wire.t: the bytes of replies to a refresh, and how the
// connection ends. Writes a configuration and a record for each row, and on
// stdout a line for each: NAME, exit status, access token, refresh token, what
// it is.
//   node wire-rows.js FAULT_URL LANYARD_CONFIG LANYARD_STORE CA_FILE PROXY
// With PROXY short, unless FAULTS=full: every third row.
import { mkdirSync, writeFileSync } from 'node:fs';

const [url, config, store, ca, proxy] = process.argv.slice(2);
const secure = url.startsWith('https:');
const rows = [];
const body = '{"access_token":"at-new","token_type":"Bearer","refresh_token":"rt-new"}';
const size = body.length;
const good = ['0', 'at-new', 'rt-new'];

// row WHAT, BYTES, [exit, access, refresh], {end, pad}
function row(what, bytes, [exit, access, refresh] = good, more = {}) {
  const options = { end: 'order', ...more };
  rows.push({
    name: `w${rows.length}`, what: `${what}, end: ${options.end}`, exit, access, refresh,
    query: new URLSearchParams({ bytes: Buffer.from(bytes, 'latin1').toString('base64url'), ...options }).toString(),
  });
}
const http = (line, fields = [], text = body) => [line, ...fields, '', text].join('\r\n');
const ok = (fields, text) => http('HTTP/1.1 200 OK', fields, text);
const hex = (n) => n.toString(16);
const chunked = (...chunks) => [...chunks.flatMap((c) => [hex(c.length), c]), '0', '', ''].join('\r\n');

// -- How the connection ends, once all has come, and in the middle of it --
for (const end of ['order', 'cut', 'reset']) {
  row('sound', ok([`Content-Length: ${size}`]), good, { end });
  row('without a length', ok([]), good, { end });
  row('chunked', ok(['Transfer-Encoding: chunked'], chunked(body)), good, { end });
  row('chunked, the last chunk missing', ok(['Transfer-Encoding: chunked'], `${hex(size)}\r\n${body}\r\n`), good, { end });
  row('a length that is too long', ok(['Content-Length: 5000']), good, { end });
  row('cut behind the refresh token', ok([`Content-Length: ${size}`], body.slice(0, -1)), good, { end });
  row('cut in the refresh token', ok([`Content-Length: ${size}`], body.slice(0, -3)), ['0', 'at-new', 'rt-old'], { end });
  row('a status that is none', http('HTTP/2oo OK'), good, { end });
}

if (!secure) {
  // -- Status lines --
  for (const line of [
    'HTTP/2oo OK', 'HTTP/1.1 2oo OK', 'HTTP/1.1 2000 OK', 'HTTP/1.1 20 OK', 'HTTP/1.1 OK', 'HTTP/1.1', 'HTTP/1.1 ',
    'HTTP/1.1 200', 'HTTP/1.1  200  OK', 'HTTP/1.1\t200 OK', 'HTTP/1 200 OK', 'HTTP/9.9 200 OK', 'HTTP/2 200', 'HTTP/1.10 200 OK',
    'HTTP 200 OK', 'HTTP/ 200 OK', 'HTTP', 'HTTP/x.y 200 OK', 'http/1.1 200 OK', 'HTP/1.1 200 OK', '200 OK', 'ICY 200 OK',
    'HTTP/1.1 +200 OK', 'HTTP/1.1 0200 OK', 'HTTP/1.1 200OK', '\xff\xfe\x00', 'SSH-2.0-x', '220 ready', 'HTTP/1.1 \x00\x00\x00',
  ]) row(`status line ${JSON.stringify(line)}`, http(line, ['Content-Type: application/json']));
  row('an empty line first', `\r\n${ok([`Content-Length: ${size}`])}`);
  row('line feeds alone', ok(['Content-Type: application/json']).replaceAll('\r\n', '\n'));
  row('no header at all', body);
  row('nothing but a status line', `HTTP/1.1 200 OK\r\n${body}`);
  row('no line behind the header', `HTTP/1.1 200 OK\r\nContent-Type: x/y\r\n${body}`);

  // -- Fields --
  for (const field of [
    'no colon here', ': no name', 'X: \x00\x01', 'X:', 'Content-Type', 'Content-Length', 'Content-Length:', 'Content-Length: -1',
    'Content-Length: 1x', 'Content-Length: 99999999999999999999999', `Content-Length: ${size}\r\nContent-Length: 3`,
    `Content-Length: ${size}\r\nContent-Length: ${size}`, `Content-Length: ${size}, ${size}`, 'Content-Length: 10', 'Content-Length: 0',
    'Transfer-Encoding: x', 'Transfer-Encoding: identity', 'Transfer-Encoding: chunked, x', 'Content-Encoding: x', 'Location: \x00',
    'Set-Cookie: refresh_token=not-this-one', ' folded', 'Connection: upgrade\r\nUpgrade: h2c',
  ]) row(`field ${JSON.stringify(field)}`, ok([field]));
  row('a field of 70,000 bytes', ok(['X: y']), good, { pad: 70000 });
  row('a field of 200,000 bytes', ok([`Content-Length: ${size}`]), good, { pad: 200000 });
  row('200,000 bytes, and a status that is none', http('HTTP/2oo'), good, { pad: 200000 });
  row('a hundred, and another', `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 x\r\nLink: x\r\n\r\n${ok([`Content-Length: ${size}`])}`);

  row('fifty of a hundred', `${'HTTP/1.1 100 Continue\r\n\r\n'.repeat(50)}${ok([`Content-Length: ${size}`])}`);
  row('two replies, the first a refusal', `${http('HTTP/1.1 401 x', ['Content-Length: 2'], '{}')}${ok([])}`, ['4', 'at-old', 'rt-new']);

  // -- Chunks --
  const te = ['Transfer-Encoding: chunked'];
  row('chunks of one byte', ok(te, chunked(...body)));
  for (const [what, text] of [
    ['too small', `5\r\n${body}\r\n0\r\n\r\n`], ['too large', `fff\r\n${body}\r\n0\r\n\r\n`], ['none', `x\r\n${body}\r\n0\r\n\r\n`],
    ['negative', `-1\r\n${body}`], ['of twenty digits', `ffffffffffffffffffff\r\n${body}`], ['missing', body],
    ['right, with a trailer', `${hex(size)}\r\n${body}\r\n0\r\nX: y\r\nDigest: z\r\n\r\n`], ['zeros and capitals', `000${hex(size).toUpperCase()}  \r\n${body}\r\n00\r\n\r\n`],
    ['with a word behind it', `${hex(size)};x=y\r\n${body}\r\n0\r\n\r\n`], ['0 first', `0\r\n\r\n${body}`],
    ['right, without an end', `${hex(size)}\r\n${body}`],
  ]) row(`the size of a chunk is ${what}`, ok(te, text));

  // -- Not closed: what is here is enough --
  for (const line of ['HTTP/2oo OK', 'nonsense']) row(`status line ${line}`, http(line, [`Content-Length: ${size}`]), good, { end: 'never' });
  row('a length that is none', ok(['Content-Length: x']), good, { end: 'never' });
  row('a length that is too short', ok(['Content-Length: 10']), good, { end: 'never' });
  row('a chunk that is too small', ok(te, `5\r\n${body}\r\n0\r\n\r\n`), good, { end: 'never' });

  // -- No such luck: a refusal, a page, two tokens, another's cookie --
  const refused = '{"error":"invalid_grant"}';
  row('a refusal, its length too long', http('HTTP/1.1 400 x', ['Content-Length: 500'], refused), ['4', 'at-old', 'rt-old']);
  row('a refusal, its status none', http('HTTP/4oo x', [], refused), ['5', 'at-old', 'rt-old']);
  row('a page', http('HTTP/2oo', [], '<p>"refresh_token":"x"</p>'), ['5', 'at-old', 'x']);
  row('two tokens', http('HTTP/2oo', [], '[{"refresh_token":"a"},{"refresh_token":"b"}]'), ['5', 'at-old', 'rt-old']);
  row('a cookie and no token', http('HTTP/2oo', ['Set-Cookie: refresh_token=cookie'], '{}'), ['5', 'at-old', 'rt-old']);
  row('a challenge and no body', http('HTTP/1.1 401 x', ['WWW-Authenticate: Bearer error="invalid_token"', 'Content-Length: 9'], ''), ['5', 'at-old', 'rt-old']);
  row('cut in the header', 'HTTP/1.1 401 x\r\nWWW-Authenticate: Bearer error="invalid_token"\r\n', ['5', 'at-old', 'rt-old']);
  row('nothing', '', ['5', 'at-old', 'rt-old']);
}

if (proxy && process.env.FAULTS !== 'full') rows.splice(0, Infinity, ...rows.filter((r, i) => i % 3 === 1));

const target = ({ query }) => `${url}/wire/token?${query}`;
const more = (ca ? `ca_file = "${ca}"; ` : '') + (proxy ? `proxy = "${proxy}"; allow_http = true; ` : '');
writeFileSync(config, `logins = {\n${rows.map((r) => `  ${r.name} = { url = [ "https://${r.name}.example" ]; token_endpoint = "${target(r)}"; client_id = "native"; ${more}};\n`).join('')}};\n`, { mode: 0o600 });
mkdirSync(`${store}/logins`, { recursive: true, mode: 0o700 });
for (const r of rows) {
  writeFileSync(`${store}/logins/${r.name}`, `name=${r.name}\ntoken_endpoint=${target(r)}\nclient_id=native\naccess_token=at-old\nobtained_at=1000000000\nexpires_at=1000003600\nrefresh_token=rt-old\ngeneration=1\n\n`, { mode: 0o600 });
  console.log([r.name, r.exit, r.access, r.refresh, r.what].join('\t'));
}
