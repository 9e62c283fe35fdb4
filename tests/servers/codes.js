// A token endpoint that remembers every code it was sent: a stand-in, as no
// real server tells what came and was no code. It knows one code, given by
// CODES_RIGHT, and refuses all others. Verbs:
//   codes          what came, one JSON string a line
//   forget         none came
//   slow ms=N      from now on, N ms before each answer
import http from 'node:http';

import {
  announce, controlPlane, lifeline, listen, sleep,
} from './common.js';

lifeline();
const { CODES_RIGHT: right } = process.env;
let codes = [];
let slow = 0;

const answers = {
  '/token': async (form) => {
    if (form.get('grant_type') !== 'authorization_code') {
      return [400, { error: 'authorization_pending' }];
    }
    codes.push(form.get('code'));
    await sleep(slow);
    if (form.get('code') !== right) {
      return [400, { error: 'invalid_grant', error_description: 'no such thing' }];
    }
    return [200, { access_token: 'at', token_type: 'Bearer', expires_in: 3600, refresh_token: 'rt' }];
  },
  '/device': () => [200, {
    device_code: 'dc',
    user_code: 'WDJB-MJHT',
    verification_uri: 'https://id.example.org/device',
    expires_in: 600,
    interval: 60,
  }],
};

const server = http.createServer(async (req, res) => {
  let body = '';
  for await (const chunk of req) body += chunk;
  const [status, json] = await answers[req.url]?.(new URLSearchParams(body)) ?? [404, {}];
  res.writeHead(status, { 'Content-Type': 'application/json' });
  res.end(JSON.stringify(json));
});

announce(`http://127.0.0.1:${await listen(server)}`, await controlPlane({
  codes: () => codes.map((code) => JSON.stringify(code)).join('\n'),
  forget: () => {
    codes = [];
  },
  slow: ({ ms }) => {
    slow = Number(ms);
  },
}));
