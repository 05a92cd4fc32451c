#!/usr/bin/env node
import { userInfo } from 'node:os';
import { runCli } from './cli.js';
import { EXIT } from './exit-code.js';
import type { Io } from './io.js';
import { reportError } from './report-error.js';

/** As shells have it for a program that Ctrl-C has ended. */
const ENDED_AT_ONCE = 130;

const interruption = new AbortController();
let isHeeded = false;
let isOutputClosed = false;
const io: Io = {
  arguments: process.argv.slice(2),
  environment: process.env,
  folder: process.cwd(),
  stdout: process.stdout,
  stderr: process.stderr,
  isOutputClosed: () => isOutputClosed,
  userName: userName(),
  interruption: () => {
    isHeeded = true;
    return interruption.signal;
  },
};

// Node.js itself would end with 1, which says that some was moved.
process.on('uncaughtException', (error) => {
  void reportError(io, error, { hasWritten: true }).finally(() => process.exit(EXIT.crash));
});
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(name, () => {
    // Asked once, it ends at the next good point; asked again, at once.
    if (!isHeeded || interruption.signal.aborted) process.exit(ENDED_AT_ONCE);
    interruption.abort();
    if (process.stderr.isTTY) process.stderr.write('\nStopping; Ctrl-C again ends it at once.\n');
  });
}
// A reader that closes the pipe early (head, say), or a terminal that is gone, has not seen the end.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (!isClosed(error)) process.exit(EXIT.crash);
  // What works on data says first where it has stopped.
  if (!isHeeded) process.exit(EXIT.more);
  isOutputClosed = true;
  interruption.abort();
});
// There is nowhere left to say it.
process.stderr.on('error', (error: NodeJS.ErrnoException) => {
  if (!isClosed(error)) process.exit(EXIT.crash);
});

process.exitCode = await runCli(io);

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
