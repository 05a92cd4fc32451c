import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import type { ServerUser } from './server-user.js';
import { sourceArguments } from './source-process.js';

/** The keeper's only argument, as JSON. */
export interface KeeperOrder {
  readonly command: string;
  readonly arguments: readonly string[];
  /** Added to the environment of this process. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly user: ServerUser;
  /** Removed when the server has stopped. */
  readonly folder: string;
  /** The text in the server's log that says that it is ready. */
  readonly readySign: string;
  readonly stopSignal: NodeJS.Signals;
}

/**
 * Starts a server that stops when this process ends, if not before.
 *
 * @returns a function that stops it.
 */
export async function keep(order: KeeperOrder): Promise<() => Promise<void>> {
  const keeper = spawn(
    process.execPath,
    [...sourceArguments(new URL('./keeper.ts', import.meta.url)), JSON.stringify(order)],
    { detached: true, stdio: 'pipe' },
  );
  const ended = once(keeper, 'exit');
  const failure = text(keeper.stderr);
  const [line] = await Promise.race([once(keeper.stdout, 'data'), ended.then(() => [])]);
  if (line === undefined) throw new Error(`${order.command} did not start:\n${await failure}`);
  return async () => {
    keeper.stdin.end();
    await ended;
  };
}
