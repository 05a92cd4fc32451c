#!/usr/bin/env node
import { userInfo } from 'node:os';
import { text } from 'node:stream/consumers';
import { runCli } from './cli.js';
import { EXIT } from './exit-code.js';
import type { Io } from './io.js';
import { reportError } from './report-error.js';
import { CLEAR_LINE } from './terminal-line.js';

const interruption = new AbortController();
let isHeeded = false;
let heeding = 0;
const io: Io = {
  arguments: process.argv.slice(2),
  environment: process.env,
  folder: process.cwd(),
  stdout: process.stdout,
  stderr: process.stderr,
  input: () => text(process.stdin),
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
  void reportError(io, error, { hasWritten: true }).finally(() => process.exit(EXIT.crash));
});
for (const name of ['SIGINT', 'SIGTERM'] as const) {
  process.on(name, () => {
    // Asked once, it ends at the next good point; asked again, at once.
    clearLine();
    if ((!isHeeded && heeding === 0) || interruption.signal.aborted) process.exit(130);
    interruption.abort();
    if (process.stderr.isTTY) process.stderr.write('Stopping; Ctrl-C again ends it at once.\n');
  });
}
// A reader that closes the pipe early (head, say) has not seen the end.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? EXIT.more : EXIT.crash);
});

process.exitCode = await runCli(io);

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
