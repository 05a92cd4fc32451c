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

/** A server that runs. */
export interface KeptServer {
  /** Stops it, and removes its folder. */
  stop(): Promise<void>;
  /** Kills it as the system would, and starts it again on what it has written. Resolves once it is ready. */
  crash(): Promise<void>;
}

/** Starts a server that stops when this process ends, if not before. */
export async function keep(order: KeeperOrder): Promise<KeptServer> {
  const keeper = spawn(
    process.execPath,
    [...sourceArguments(new URL('./keeper.ts', import.meta.url)), JSON.stringify(order)],
    { detached: true, stdio: 'pipe' },
  );
  const ended = once(keeper, 'exit');
  const failure = text(keeper.stderr);
  const untilReady = async () => {
    const [line] = await Promise.race([once(keeper.stdout, 'data'), ended.then(() => [])]);
    if (line === undefined) throw new Error(`${order.command} did not start:\n${await failure}`);
  };
  await untilReady();
  return {
    async stop() {
      keeper.stdin.end();
      await ended;
    },
    async crash() {
      keeper.stdin.write('crash\n');
      await untilReady();
    },
  };
}
