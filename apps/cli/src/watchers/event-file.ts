import {
  closeSync,
  createWriteStream,
  fstatSync,
  openSync,
  readSync,
  statSync,
  writeSync,
} from 'node:fs';
import { finished } from 'node:stream/promises';
import { messageOf } from '@cellbridge/database/errors';
import type { ProgressEvent } from '@cellbridge/migrator';
import type { Invocation } from '../command.js';
import { pathOf } from '../read-file.js';
import { UsageError } from '../usage-error.js';

const NEW_LINE = 10;

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
 * Writes events to a file, a line each, after those that it has; `-`: to standard output. In a file a line is written before
 * the run goes on, so that a process that is killed has written what it has told. A pipe gets it when its reader takes it: the
 * run does not wait for that before its end. A disk that is full stops the events, not the run.
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
  const file = pathOf(io, path, '--events');
  const stop = (error: unknown) =>
    output.warn(`No more events are written to ${file}: ${messageOf(error)}. The run goes on.`);
  const found = opening(() => statSync(file, { throwIfNoEntry: false }));
  if (found?.isDirectory()) throw new UsageError(`--events: ${file} is a folder; name a file.`);
  return found === undefined || found.isFile() ? appendTo(file, stop) : streamTo(file, stop);
}

function appendTo(file: string, stop: (error: unknown) => void): EventSink {
  let descriptor: number | undefined = opening(() => openToAppend(file));
  const close = () => {
    if (descriptor !== undefined) closeSync(descriptor);
    descriptor = undefined;
  };
  return {
    write(event) {
      if (descriptor === undefined) return;
      try {
        writeAll(descriptor, lineOf(event));
      } catch (error) {
        close();
        stop(error);
      }
    },
    end: async () => close(),
  };
}

/** A reader of a named pipe, or of a terminal, may be slow. */
function streamTo(file: string, stop: (error: unknown) => void): EventSink {
  const stream = createWriteStream(file, { flags: 'a' });
  const isDone = finished(stream).catch(stop);
  return {
    write(event) {
      if (stream.writable) stream.write(lineOf(event));
    },
    async end() {
      stream.end();
      await isDone;
    },
  };
}

/** Opens a file whose last line may have been cut off: the next one begins on a line of its own. */
function openToAppend(file: string): number {
  const descriptor = openSync(file, 'a+');
  const { size } = fstatSync(descriptor);
  const last = new Uint8Array(1);
  if (size > 0) readSync(descriptor, last, 0, 1, size - 1);
  if (size > 0 && last[0] !== NEW_LINE) writeAll(descriptor, '\n');
  return descriptor;
}

/** @throws UsageError if the system refuses. */
function opening<T>(open: () => T): T {
  try {
    return open();
  } catch (error) {
    throw new UsageError(`--events: ${messageOf(error)}. Give a file that can be written.`);
  }
}

/** The system may write a part of it only. */
function writeAll(descriptor: number, text: string): void {
  let left = Buffer.from(text);
  while (left.length > 0) left = left.subarray(writeSync(descriptor, left));
}
