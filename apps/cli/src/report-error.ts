import { CellbridgeError, messageOf } from '@cellbridge/database/errors';
import { CommanderError } from 'commander';
import type { ErrorDocument } from './documents/error-document.js';
import { EXIT, exitCodeOf } from './exit-code.js';
import { InterruptedError } from './interrupted-error.js';
import type { Io } from './io.js';
import { Log, logFormatIn } from './log.js';
import { plainText } from './plain-text.js';
import { sentence } from './sentence.js';

/**
 * Prints an error in one sentence without passwords: on standard error, or with `--json` as a document on
 * standard output. That holds one document at most: once it `hasWritten`, it stays unfinished, and the sentence
 * goes to standard error.
 *
 * @returns the exit code.
 */
export async function reportError(io: Io, error: unknown): Promise<number> {
  // The user asked for help or the version, which are printed.
  if (error instanceof CommanderError && error.exitCode === 0) return EXIT.done;
  // The reader has closed standard output on purpose.
  if (InterruptedError.isInstance(error) && io.isOutputClosed?.()) return EXIT.more;
  const { code, text, exitCode } = describe(error);
  // The message of an interruption has no user input. Waiting for an import would let the command continue.
  const isInterruption = InterruptedError.isInstance(error);
  const message = plainText(isInterruption ? text : await withoutPasswords(text));
  if (io.arguments.includes('--json') && !io.stdout.hasWritten) {
    const document: ErrorDocument = { error: { code, message } };
    io.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
  } else {
    const format = logFormatIn(io.arguments);
    const shown = format === 'json' ? message : `cellbridge: ${message}`;
    new Log(io, { format }).write('error', shown, { fields: { code } });
  }
  if (exitCode === EXIT.crash && io.environment.CELLBRIDGE_DEBUG && error instanceof Error) {
    io.stderr.write(`${await withoutPasswords(error.stack ?? '')}\n`);
  }
  return exitCode;
}

function describe(error: unknown): { code: string; text: string; exitCode: number } {
  const exitCode = exitCodeOf(error);
  if (CellbridgeError.isInstance(error) && exitCode !== EXIT.crash) {
    return { code: error.code, text: error.message, exitCode };
  }
  const remedy = 'This is a bug: run it again with CELLBRIDGE_DEBUG=1 and report what it prints.';
  return { code: 'CRASH', text: `${sentence(messageOf(error))} ${remedy}`, exitCode };
}

/** Errors repeat user input, which may be a URL in the wrong place. */
async function withoutPasswords(text: string): Promise<string> {
  const { redact } = await import('@cellbridge/db-api');
  return redact(text);
}
