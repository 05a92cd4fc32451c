import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const NODE = dirname(dirname(process.execPath));
const HAS_HEADERS = existsSync(join(NODE, 'include/node/node.h'));
const OUTPUT_BYTES = 100 * 1024 ** 2;

/**
 * Without what pnpm tells its own scripts, and what a user tells the command. Native code is compiled with the
 * headers of the Node.js that runs here, so that none are downloaded.
 */
export const ENVIRONMENT = {
  ...Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(npm|pnpm|cellbridge)_/i.test(name)),
  ),
  npm_config_nodedir: HAS_HEADERS ? NODE : process.env.npm_config_nodedir,
  CI: '1',
};

/**
 * Runs a command in a folder.
 *
 * @returns what it wrote to standard output.
 * @throws Error with `stdout` and `stderr`, if it fails.
 */
export async function run(folder: string, command: string, ...options: string[]): Promise<string> {
  console.log(`$ ${[command, ...options].join(' ')}`);
  const settings = { cwd: folder, env: ENVIRONMENT, maxBuffer: OUTPUT_BYTES };
  const running = promisify(execFile)(command, options, settings);
  running.child.stdin?.end();
  return (await running).stdout;
}

/** Runs pnpm in a folder, as {@link run} does. */
export function pnpm(folder: string, ...options: string[]): Promise<string> {
  return run(folder, 'npx', '--yes', 'pnpm@12.21.0', ...options);
}
