import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';

/**
 * What a command gets: the Node.js that runs here comes first, and what is compiled is compiled against its
 * headers, whatever an `.npmrc` says. What pnpm says to its own scripts, and a user to the command, is not
 * meant for another folder.
 */
const ENVIRONMENT = {
  ...Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(npm|pnpm|cellbridge)_/i.test(name)),
  ),
  ...headersOf(process.execPath),
  PATH: `${dirname(process.execPath)}${delimiter}${process.env['PATH']}`,
  CI: '1',
};

function headersOf(node: string): Record<string, string> {
  const folder = dirname(dirname(node));
  const given = process.env['npm_config_nodedir'];
  if (existsSync(join(folder, 'include/node/node.h'))) return { npm_config_nodedir: folder };
  return given === undefined ? {} : { npm_config_nodedir: given };
}

export interface RunOptions {
  readonly folder: string;
  /** The exit code that is expected. Default 0. */
  readonly code?: number;
  readonly signal?: AbortSignal;
}

/**
 * Runs a command, and gives what it wrote to standard output.
 *
 * @throws Error with everything that it wrote, if it ends with another code than is expected.
 */
export async function run(
  { folder, code = 0, signal }: RunOptions,
  command: string,
  ...options: string[]
): Promise<string> {
  console.log(`$ ${[command, ...options].join(' ')}`);
  const child = spawn(command, options, {
    cwd: folder,
    env: ENVIRONMENT,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(signal && { signal }),
  });
  const [stdout, stderr, [ended]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  if (ended !== code) {
    throw new Error(
      `${command} ended with ${ended}, not ${code}, in ${folder}:\n${stdout}${stderr}`,
    );
  }
  return stdout;
}
