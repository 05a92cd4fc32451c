#!/usr/bin/env node
import { userInfo } from 'node:os';
import { text } from 'node:stream/consumers';
import { runCli } from './cli.js';
import { EXIT } from './exit-code.js';
import { InterruptedError } from './interrupted-error.js';
import { CLEAR_LINE, type Io } from './io.js';
import { reportError } from './report-error.js';

/** As shells have it for a program that Ctrl-C has ended. */
const ENDED_AT_ONCE = 130;

const interruption = new AbortController();
let isHeeded = false;
let heeding = 0;
let isOutputClosed = false;
let hasWritten = false;
const io: Io = {
  arguments: process.argv.slice(2),
  environment: process.env,
  folder: process.cwd(),
  stdout: {
    isTTY: process.stdout.isTTY,
    get columns() {
      return process.stdout.columns;
    },
    write: (text: string | Uint8Array) => {
      hasWritten = true;
      return process.stdout.write(text);
    },
  },
  stderr: process.stderr,
  input: () => text(process.stdin),
  isOutputClosed: () => isOutputClosed,
  userName: userName(),
  interruption: () => {
    isHeeded = true;
    return interruption.signal;
  },
  untilInterrupted: async (work) => {
    heeding += 1;
    try {
      return await work(interruption.signal);
    } finally {
      heeding -= 1;
    }
  },
};

// Node.js itself would end with 1, which says that some was moved.
process.on('uncaughtException', (error) => {
  clearLine();
  void reportError(io, error, { hasWritten }).finally(() => process.exit(EXIT.crash));
});
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(name, () => {
    // Asked once, it ends at the next good point, or here if nothing looks out for one; asked again, at once.
    clearLine();
    if (interruption.signal.aborted) process.exit(ENDED_AT_ONCE);
    interruption.abort();
    if (!isHeeded && heeding === 0) {
      const stopped = new InterruptedError('Stopped before its end; run it again.');
      void reportError(io, stopped, { hasWritten }).finally(() => process.exit(EXIT.more));
      return;
    }
    if (process.stderr.isTTY) process.stderr.write('Stopping; Ctrl-C again ends it at once.\n');
  });
}
// A reader that closes the pipe early (head, say), or a terminal that is gone, has not seen the end.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (!isClosed(error)) process.exit(EXIT.crash);
  // What works on data says first where it has stopped.
  if (!isHeeded && heeding === 0) process.exit(EXIT.more);
  isOutputClosed = true;
  interruption.abort();
  process.exitCode = unseen(process.exitCode);
});
// There is nowhere left to say it.
process.stderr.on('error', (error: NodeJS.ErrnoException) => {
  if (!isClosed(error)) process.exit(EXIT.crash);
});

const exitCode = await runCli(io);
process.exitCode = isOutputClosed ? unseen(exitCode) : exitCode;

/** All may be done when the pipe turns out to be closed; that it is, nobody has seen. */
function unseen(code: typeof process.exitCode): typeof process.exitCode {
  return code === EXIT.done ? EXIT.more : code;
}

/** A progress bar would stand there for good, and before whatever is printed next. */
function clearLine(): void {
  if (process.stderr.isTTY) process.stderr.write(CLEAR_LINE);
}

/** A container's user may have no name. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? 'unknown'}`;
  }
}

/** Whether nobody reads what is written any more. */
function isClosed({ code }: NodeJS.ErrnoException): boolean {
  return code === 'EPIPE' || code === 'EIO' || code === 'ERR_STREAM_DESTROYED';
}
