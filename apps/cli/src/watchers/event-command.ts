import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { kill } from 'node:process';
import { createInterface } from 'node:readline';
import { messageOf } from '@cellbridge/database/errors';
import type { ProgressEvent } from '@cellbridge/migrator';
import type { Invocation } from '../command.js';
import { counted } from '../counted.js';
import { type EventSink, lineOf } from './event-file.js';

/** How long a command may take for one event, in milliseconds. */
const LIMIT_MS = 60_000;

/** How long the events that wait at the end of a run may take, all but the last one, in milliseconds. */
const END_LIMIT_MS = 30_000;

/** How many events wait at most. */
const MOST_WAITING = 1_000;

/** How long more output of a command that has ended is awaited: another process may hold it open. In milliseconds. */
const OUTPUT_MS = 1_000;

/**
 * Runs a command of the user's for each event but batches: through the shell, one after the other, with the event as a line of
 * JSON on its standard input and its type in `CELLBRIDGE_EVENT`. What it prints is logged. The run does not wait for it, except
 * at its end, and then half a minute at most, and for the last event. A command that fails is warned of, and events that it did
 * not get.
 */
export function runEventCommand(
  command: string,
  invocation: Pick<Invocation, 'io' | 'output'>,
): EventSink {
  const { output } = invocation;
  const waiting: ProgressEvent[] = [];
  const hurry = new AbortController();
  let dropped = 0;
  let working: Promise<void> | undefined;
  const drop = (count: number) => {
    dropped += waiting.splice(0, count).length;
  };
  const work = async () => {
    for (let event = waiting.shift(); event; event = waiting.shift()) {
      const limit = AbortSignal.timeout(LIMIT_MS);
      const signal = hurry.signal.aborted ? limit : AbortSignal.any([limit, hurry.signal]);
      const failure = await runOnce(command, event, invocation, signal);
      if (failure) output.warn(`--on-event failed at the event ${event.type}: ${failure}`);
    }
    working = undefined;
  };
  return {
    write(event) {
      if (event.type === 'batch') return;
      waiting.push(event);
      drop(waiting.length - MOST_WAITING);
      working ??= work();
    },
    async end() {
      const timer = setTimeout(() => {
        drop(waiting.length - 1);
        hurry.abort();
      }, END_LIMIT_MS);
      await working;
      clearTimeout(timer);
      if (dropped === 0) return;
      output.warn(`--on-event takes too long: it did not get ${counted(dropped, 'event')}.`);
    },
  };
}

/**
 * @param signal ends it.
 * @returns what went wrong, in a sentence.
 */
async function runOnce(
  command: string,
  event: ProgressEvent,
  { io, output }: Pick<Invocation, 'io' | 'output'>,
  signal: AbortSignal,
): Promise<string | undefined> {
  try {
    const child = spawn(command, {
      shell: true,
      cwd: io.folder,
      env: { ...io.environment, CELLBRIDGE_EVENT: event.type },
      // In a group of its own: Ctrl-C is for the run, and what the shell has started ends with it.
      detached: true,
    });
    const exited = once(child, 'exit');
    const closed = once(child, 'close');
    closed.catch(() => {});
    if (child.pid === undefined) await exited;
    const stop = () => killGroup(child.pid);
    signal.addEventListener('abort', stop);
    for (const input of [child.stdout, child.stderr]) {
      createInterface({ input }).on('line', (line) => output.log.write('info', line));
    }
    // A command that does not read its input closes it early.
    child.stdin.on('error', () => {});
    child.stdin.end(lineOf(event));
    const [code, endedBy] = await exited;
    signal.removeEventListener('abort', stop);
    const timer = setTimeout(() => {
      child.stdout.destroy();
      child.stderr.destroy();
    }, OUTPUT_MS);
    await closed;
    clearTimeout(timer);
    if (code === 0) return undefined;
    if (signal.aborted) return 'it took too long.';
    return endedBy === null ? `it ended with ${code}.` : `it was ended by ${endedBy}.`;
  } catch (error) {
    return `${messageOf(error)}.`;
  }
}

function killGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) kill(-pid, 'SIGKILL');
  } catch {
    // It has just ended.
  }
}
