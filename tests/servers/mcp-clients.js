// Agents on one machine: clients of npm's @modelcontextprotocol/sdk in several
// processes, which all begin at the same moment, again and again. Settings in
// the environment:
//   MCP_URL      the protected server
//   MCP_HELPER   the headersHelper; without one each client keeps to itself, as
//                agents do: tokens in the file MCP_TOKENS, which all share, and
//                refreshed by the SDK
//   MCP_CLIENTS, MCP_PROCESSES  how many, in how many processes
//   MCP_ROUNDS   how often they begin, behind a first round that is not counted
//   MCP_EXPIRE   a shell command before each, after which the token is over
// Prints how many calls were answered, and why others were not: JSON.
import { exec, fork } from 'node:child_process';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { mcpSdk } from './consumer-modules.js';

const { env } = process;
const run = promisify(exec);

async function ownHeaders() {
  const { refreshAuthorization } = await mcpSdk('client/auth');
  const kept = JSON.parse(readFileSync(env.MCP_TOKENS));
  if (kept.expires_at > Date.now() / 1000) return { Authorization: `Bearer ${kept.access_token}` };
  const tokens = await refreshAuthorization(new URL(kept.issuer), {
    metadata: await (await fetch(`${kept.issuer}/.well-known/oauth-authorization-server`)).json(),
    clientInformation: { client_id: 'native' },
    refreshToken: kept.refresh_token,
  });
  const text = JSON.stringify({
    ...kept, ...tokens, expires_at: Math.floor(Date.now() / 1000) + tokens.expires_in,
  });
  writeFileSync(`${env.MCP_TOKENS}.${process.pid}`, text);
  renameSync(`${env.MCP_TOKENS}.${process.pid}`, env.MCP_TOKENS);
  return { Authorization: `Bearer ${tokens.access_token}` };
}

async function headersOf() {
  return env.MCP_HELPER ? JSON.parse((await run(env.MCP_HELPER)).stdout) : ownHeaders();
}

async function call({ Client }, { StreamableHTTPClientTransport }) {
  const client = new Client({ name: 'agent', version: '1' });
  const requestInit = { headers: await headersOf() };
  await client.connect(new StreamableHTTPClientTransport(new URL(env.MCP_URL), { requestInit }));
  const { content } = await client.callTool({ name: 'whoami' });
  await client.close();
  return content[0].text;
}

// One process: each message is a round for its clients.
async function agents(count) {
  const sdk = await Promise.all(['client/index', 'client/streamableHttp'].map(mcpSdk));
  process.on('message', async () => {
    const outcomes = await Promise.allSettled(Array.from({ length: count }, () => call(...sdk)));
    process.send(outcomes.map(({ value, reason }) => (
      reason ? { error: String(reason.stderr || reason.message) } : { value })));
  });
  process.send('ready');
}

const heard = (child) => new Promise((resolve, reject) => {
  const died = () => reject(new Error('an agent died'));
  child.once('exit', died).once('message', (message) => {
    child.off('exit', died);
    resolve(message);
  });
});

async function lead() {
  const processes = Number(env.MCP_PROCESSES);
  const file = fileURLToPath(import.meta.url);
  const children = Array.from({ length: processes }, () => (
    fork(file, [String(Number(env.MCP_CLIENTS) / processes)])));
  const result = { rounds: 0, answered: {}, failed: 0, errors: [] };

  const round = async () => {
    for (const child of children) child.send('go');
    return (await Promise.all(children.map(heard))).flat();
  };

  await Promise.all(children.map(heard));
  // The first is slow: it loads and compiles.
  if (env.MCP_HELPER) await round();
  for (; result.rounds < Number(env.MCP_ROUNDS); result.rounds += 1) {
    if (env.MCP_EXPIRE) await run(env.MCP_EXPIRE);
    for (const { value, error } of await round()) {
      if (error) {
        result.failed += 1;
        if (result.errors.length < 5) result.errors.push(error.trim());
      } else result.answered[value] = (result.answered[value] ?? 0) + 1;
    }
  }
  for (const child of children) child.kill();
  console.log(JSON.stringify(result));
}

await (process.send ? agents(Number(process.argv[2])) : lead());
