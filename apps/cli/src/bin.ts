#!/usr/bin/env node
import { userInfo } from 'node:os';
import { text } from 'node:stream/consumers';
import { runCli } from './cli.js';
import { EXIT, type ExitCode } from './exit-code.js';
import { InterruptedError } from './interrupted-error.js';
import { CLEAR_LINE, type Io } from './io.js';
import { reportError } from './report-error.js';
import { standardOutput } from './standard-output.js';
import { outputStream } from './terminal.js';

/** The exit code that shells use for a program that Ctrl-C has ended. */
const ENDED_AT_ONCE = 130;

/** How long a command may take to stop before the user is told that it does. */
const STOPPING_MILLISECONDS = 200;

const interruption = new AbortController();
/** How many parts of the command heed an interruption: they stop at a safe point. */
let heeding = 0;
let isOutputClosed = false;
/** The exit code of what is fine, but could not be printed. */
let codeOfUnseen: ExitCode = EXIT.more;
const io: Io = {
  arguments: process.argv.slice(2),
  environment: process.env,
  folder: process.cwd(),
  stdout: standardOutput(outputStream(process.stdout, process.env)),
  stderr: outputStream(process.stderr, process.env),
  input: () => text(process.stdin),
  isOutputClosed: () => isOutputClosed,
  userId: process.geteuid?.() ?? -1,
  userName: userName(),
  heedInterruption: () => {
    heeding += 1;
    return interruption.signal;
  },
  whileHeeding: async (work) => {
    heeding += 1;
    try {
      return await work(interruption.signal);
    } finally {
      heeding -= 1;
    }
  },
};

// Node.js would end with 1, which means that some groups were moved.
process.on('uncaughtException', (error) => {
  clearLine();
  void reportError(io, error).finally(() => process.exit(EXIT.crash));
});
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(name, () => {
    // The first signal ends the command at a safe point, or here if it has none; the second one at once.
    clearLine();
    if (interruption.signal.aborted) process.exit(ENDED_AT_ONCE);
    interruption.abort();
    if (heeding === 0) {
      const stopped = new InterruptedError('Stopped before its end; run it again.');
      void reportError(io, stopped).finally(() => process.exit(EXIT.more));
      return;
    }
    // A command that ends by then needs no second one.
    if (io.stderr.isTTY) setTimeout(sayStopping, STOPPING_MILLISECONDS).unref();
  });
}
// The reader closed the pipe early (`head`, for example), or the terminal is gone; else the disk is full.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (isOutputClosed) return;
  if (!isClosed(error)) {
    codeOfUnseen = EXIT.failed;
    io.stderr.write(`cellbridge: Standard output cannot be written: ${error.message}.\n`);
  }
  // A command that heeds an interruption first prints where it has stopped.
  if (heeding === 0) process.exit(codeOfUnseen);
  isOutputClosed = true;
  interruption.abort();
  process.exitCode = unseen(process.exitCode);
});
// There is no place for a message.
process.stderr.on('error', () => {});

const exitCode = await runCli(io);
process.exitCode = isOutputClosed ? unseen(exitCode) : exitCode;
// A database that does not answer would keep a watch that was stopped; output is written by then.
if (interruption.signal.aborted) process.stdout.write('', () => process.exit());

function sayStopping(): void {
  process.stderr.write('Stopping; Ctrl-C again ends it at once.\n');
}

/** Output that nobody has seen is not success. */
function unseen(code: typeof process.exitCode): typeof process.exitCode {
  return code === EXIT.done || code === EXIT.more ? codeOfUnseen : code;
}

/** Otherwise the progress bar would stay, in front of the next output. */
function clearLine(): void {
  if (io.stderr.isTTY) io.stderr.write(CLEAR_LINE);
}

/** A container's user may have no name. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? 'unknown'}`;
  }
}

/** Whether the other end of a stream is closed. */
function isClosed({ code }: NodeJS.ErrnoException): boolean {
  return code === 'EPIPE' || code === 'EIO' || code === 'ERR_STREAM_DESTROYED';
}
