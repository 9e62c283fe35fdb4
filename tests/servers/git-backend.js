// git http-backend, a CGI program (RFC 3875), behind whatever door.
import { spawn } from 'node:child_process';

const MOST_HEADER_BYTES = 64 * 1024;

function cgiEnvironment(root, req, url, account) {
  const variables = {
    PATH: process.env.PATH,
    HOME: '/nonexistent',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_PROJECT_ROOT: root,
    GIT_HTTP_EXPORT_ALL: '1',
    GATEWAY_INTERFACE: 'CGI/1.1',
    SERVER_PROTOCOL: 'HTTP/1.1',
    REQUEST_METHOD: req.method,
    PATH_INFO: decodeURIComponent(url.pathname),
    QUERY_STRING: url.search.slice(1),
    REMOTE_USER: account,
    REMOTE_ADDR: '127.0.0.1',
    CONTENT_TYPE: req.headers['content-type'],
    // None with chunked encoding: then http-backend reads to the end.
    CONTENT_LENGTH: req.headers['content-length'],
    HTTP_CONTENT_ENCODING: req.headers['content-encoding'],
    GIT_PROTOCOL: req.headers['git-protocol'],
  };
  return Object.fromEntries(Object.entries(variables).filter(([, v]) => v !== undefined));
}

// Takes the CGI header off the program's output; passes on the rest.
function relay(output, res) {
  let head = Buffer.alloc(0);
  const onData = (chunk) => {
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf('\r\n\r\n');
    if (end < 0) {
      if (head.length > MOST_HEADER_BYTES) res.destroy();
      return;
    }
    output.off('data', onData);
    for (const line of head.subarray(0, end).toString().split('\r\n')) {
      const [, name, value] = /^([^:]+): *(.*)$/.exec(line) ?? [];
      if (name === 'Status') res.statusCode = Number.parseInt(value, 10);
      else if (name) res.setHeader(name, value);
    }
    res.write(head.subarray(end + 4));
    output.pipe(res);
  };
  output.on('data', onData);
  output.on('end', () => {
    if (res.headersSent) return;
    res.statusCode = 500;
    res.end();
  });
}

// Answers REQ from the bare repositories in ROOT, for ACCOUNT.
export function serveGit(root, req, res, url, account) {
  return new Promise((resolve) => {
    const child = spawn('git', ['http-backend'], {
      env: cgiEnvironment(root, req, url, account),
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    child.on('error', () => res.destroy());
    child.stdin.on('error', () => {});
    req.pipe(child.stdin);
    relay(child.stdout, res);
    res.on('close', () => {
      child.kill();
      resolve();
    });
  });
}
