import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

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
  // What pnpm says to its own scripts, and a user to the command, is not meant for another folder.
  const environment = Object.entries(process.env).filter(
    ([name]) => !/^(npm|pnpm|cellbridge)_/i.test(name),
  );
  const child = spawn(command, options, {
    cwd: folder,
    env: { ...Object.fromEntries(environment), CI: '1' },
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
