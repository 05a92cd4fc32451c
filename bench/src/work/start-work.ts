import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Work, WorkOutcome } from '../work-process.js';

const PROGRAM = fileURLToPath(new URL('../../dist/work-process.js', import.meta.url));

/** A move or a verification in a process of its own, as the command runs it. */
export interface StartedWork {
  /** Lets it begin, and resolves when it has ended. */
  run(): Promise<WorkOutcome>;
}

/** Starts the process, and resolves once it is loaded. */
export async function startWork(work: Work, api: string): Promise<StartedWork> {
  const child = fork(PROGRAM, [work, api], { execArgv: [] });
  const ended = once(child, 'exit');
  await Promise.race([once(child, 'message'), failed(ended)]);
  return {
    async run() {
      const told = once(child, 'message') as Promise<[WorkOutcome]>;
      child.send('begin');
      const [outcome] = await Promise.race([told, failed(ended)]);
      await ended;
      return outcome;
    },
  };
}

async function failed(ended: Promise<unknown[]>): Promise<never> {
  const [code, signal] = await ended;
  throw new Error(`The process has ended (${signal ?? code}).`);
}
