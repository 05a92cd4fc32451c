import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { messageOf } from '@cellbridge/database/errors';
import type { ProgressEvent } from '@cellbridge/migrator';
import type { Invocation } from '../command.js';
import { type EventSink, lineOf } from './event-file.js';

/** How long a command may take for one event, in milliseconds. */
const LIMIT_MS = 60_000;

/**
 * Runs a command of the user's for each event but batches: through the shell, one after the other, with the event as a line of
 * JSON on its standard input and its type in `CELLBRIDGE_EVENT`. What it prints goes to standard error. The run does not
 * wait for it, except at its end. One that fails is warned of.
 */
export function runEventCommand(
  command: string,
  { io, output }: Pick<Invocation, 'io' | 'output'>,
): EventSink {
  let last = Promise.resolve();
  return {
    write(event) {
      if (event.type === 'batch') return;
      last = last.then(async () => {
        const failure = await runOnce(command, event, io);
        if (failure) output.warn(`--on-event failed at the event ${event.type}: ${failure}`);
      });
    },
    end: () => last,
  };
}

/** @returns what went wrong, in a sentence. */
async function runOnce(
  command: string,
  event: ProgressEvent,
  io: Invocation['io'],
): Promise<string | undefined> {
  const child = spawn(command, {
    shell: true,
    cwd: io.folder,
    env: { ...io.environment, CELLBRIDGE_EVENT: event.type },
    timeout: LIMIT_MS,
    killSignal: 'SIGKILL',
  });
  const toStderr = (part: Buffer) => io.stderr.write(part);
  child.stdout.on('data', toStderr);
  child.stderr.on('data', toStderr);
  // A command that does not read its input closes it early.
  child.stdin.on('error', () => {});
  child.stdin.end(lineOf(event));
  try {
    const [code, signal] = await once(child, 'close');
    if (code === 0) return undefined;
    return signal === null ? `it ended with ${code}.` : `it was ended by ${signal}.`;
  } catch (error) {
    return `${messageOf(error)}.`;
  }
}
