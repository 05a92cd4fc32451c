import { closeSync, openSync, writeSync } from 'node:fs';
import { resolve } from 'node:path';
import { messageOf } from '@cellbridge/database/errors';
import type { ProgressEvent } from '@cellbridge/migrator';
import type { Invocation } from '../command.js';
import { UsageError } from '../usage-error.js';

/** What gets the events of a run. */
export interface EventSink {
  write(event: ProgressEvent): void;
  /** Resolves once nothing is left to do. */
  end(): Promise<void>;
}

/** An event as a line of JSON. */
export function lineOf(event: ProgressEvent): string {
  return `${JSON.stringify(event)}\n`;
}

/**
 * Writes events to a file, a line each, after those that it has; `-`: to standard output. A line is written before the run
 * goes on, so that a process that is killed has written what it has told. A disk that is full stops the file, not the run.
 *
 * @throws UsageError if the file cannot be opened.
 */
export function openEventFile(
  path: string,
  { io, output }: Pick<Invocation, 'io' | 'output'>,
): EventSink {
  if (path === '-') {
    return { write: (event) => output.raw(lineOf(event)), end: async () => {} };
  }
  const file = resolve(io.folder, path);
  let descriptor: number | undefined = openToAppend(file);
  const close = () => {
    if (descriptor !== undefined) closeSync(descriptor);
    descriptor = undefined;
  };
  return {
    write(event) {
      if (descriptor === undefined) return;
      try {
        writeSync(descriptor, lineOf(event));
      } catch (error) {
        close();
        output.warn(`No more events are written to ${file}: ${messageOf(error)}. The run goes on.`);
      }
    },
    end: async () => close(),
  };
}

function openToAppend(file: string): number {
  try {
    return openSync(file, 'a');
  } catch (error) {
    throw new UsageError(`--events: ${messageOf(error)}. Give a file that can be written.`);
  }
}
