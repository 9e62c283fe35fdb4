// A protected MCP server: npm's @modelcontextprotocol/sdk with its own bearer
// middleware and metadata (RFC 9728), which asks the authorization server about
// each token. Settings in the environment:
//   MCP_AS   the authorization server's issuer
// One tool, "whoami", answers the token's account. Counters: requests, called,
// status_NNN.
import { introspect } from './bearer.js';
import {
  Journal, announce, controlPlane, lifeline, listen, makeServer,
} from './common.js';
import { mcpSdk } from './consumer-modules.js';

lifeline();
const { env } = process;
const [
  { McpServer }, { StreamableHTTPServerTransport }, { createMcpExpressApp }, { requireBearerAuth },
  { getOAuthProtectedResourceMetadataUrl, mcpAuthMetadataRouter }, { InvalidTokenError },
] = await Promise.all([
  'server/mcp', 'server/streamableHttp', 'server/express',
  'server/auth/middleware/bearerAuth', 'server/auth/router', 'server/auth/errors',
].map(mcpSdk));

const journal = new Journal();
const server = makeServer();
const url = new URL(`http://127.0.0.1:${await listen(server)}/mcp`);
const oauthMetadata = await (await fetch(`${env.MCP_AS}/.well-known/oauth-authorization-server`)).json();

async function verifyAccessToken(token) {
  const found = await introspect(env.MCP_AS, token);
  if (!found.active) throw new InvalidTokenError('not, or no longer, a token');
  return {
    token, clientId: found.client_id, scopes: (found.scope ?? '').split(' '), expiresAt: found.exp,
    extra: { account: found.sub },
  };
}

// The SDK's own form without sessions: a server for each request.
async function answer(req, res) {
  const one = new McpServer({ name: 'lanyard-tests', version: '1' });
  one.registerTool('whoami', { description: 'whose token it is' }, (more) => {
    journal.add('called');
    return { content: [{ type: 'text', text: more.authInfo.extra.account }] };
  });
  const transport = new StreamableHTTPServerTransport({ sessionIdGenerator: undefined });
  res.on('close', () => one.close());
  await one.connect(transport);
  await transport.handleRequest(req, res, req.body);
}

const app = createMcpExpressApp();
app.use((req, res, next) => {
  journal.add('requests');
  res.on('finish', () => journal.add(`status_${res.statusCode}`));
  next();
});
app.use(mcpAuthMetadataRouter({ oauthMetadata, resourceServerUrl: url, scopesSupported: ['api'] }));
app.use('/mcp', requireBearerAuth({
  verifier: { verifyAccessToken }, resourceMetadataUrl: getOAuthProtectedResourceMetadataUrl(url),
}));
app.post('/mcp', answer);
app.all('/mcp', (req, res) => res.status(405).end());
server.on('request', app);
announce(url.href, await controlPlane(journal.verbs()));
