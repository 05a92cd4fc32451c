import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { MoveOutcome } from '../move-process.js';

const PROGRAM = fileURLToPath(new URL('../../dist/move-process.js', import.meta.url));

/** A move in a process of its own, as the command runs it. */
export interface StartedMove {
  /** Lets it begin, and resolves when it has ended. */
  run(): Promise<MoveOutcome>;
}

/** Starts the process, and resolves once it is loaded. */
export async function startMove(api: string): Promise<StartedMove> {
  const child = fork(PROGRAM, [api], { execArgv: [] });
  const ended = once(child, 'exit');
  await Promise.race([once(child, 'message'), failed(ended)]);
  return {
    async run() {
      const told = once(child, 'message') as Promise<[MoveOutcome]>;
      child.send('begin');
      const [outcome] = await Promise.race([told, failed(ended)]);
      await ended;
      return outcome;
    },
  };
}

async function failed(ended: Promise<unknown[]>): Promise<never> {
  const [code, signal] = await ended;
  throw new Error(`The process of the move has ended (${signal ?? code}).`);
}
