// npm packages of the programs that are tried (tests/consumers/package.json),
// in a folder of their own.
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const beside = process.env.LANYARD_NODE_MODULES || path.join(here, '../../build/node/node_modules');
const folder = path.join(beside, '../consumers/node_modules');

// A file of the Model Context Protocol's SDK, without its .js.
export function mcpSdk(name) {
  return import(pathToFileURL(path.join(
    path.resolve(folder),
    `@modelcontextprotocol/sdk/dist/esm/${name}.js`,
  )));
}
