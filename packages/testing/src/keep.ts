import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import type { ServerUser } from './server-user.js';
import { sourceArguments } from './source-process.js';

/** What the keeper is told, as one JSON argument. */
export interface KeeperOrder {
  readonly command: string;
  readonly arguments: readonly string[];
  readonly user: ServerUser;
  /** Removed in the end. */
  readonly folder: string;
  /** What the server writes to its log once it is ready. */
  readonly readySign: string;
  readonly stopSignal: NodeJS.Signals;
}

/**
 * Starts a server that ends with this process at the latest.
 *
 * @returns what stops it.
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
