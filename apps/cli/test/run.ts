import { userInfo } from 'node:os';
import { runCli } from '../src/cli.js';
import type { Command } from '../src/command.js';
import { standardOutput } from '../src/standard-output.js';
import { outputStream } from '../src/terminal.js';
import { DOCUMENTS, documentOf } from './contract/documents.js';

/** What a run has written, and how it ended. */
export interface CliResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Standard output as a document. */
  json<T = Record<string, unknown>>(): T;
}

export interface CliOptions {
  readonly apiUrl?: string | undefined;
  readonly folder?: string;
  /** Beside a locale of UTF-8. */
  readonly environment?: Record<string, string>;
  /** What is on standard input. */
  readonly input?: string;
  readonly signal?: AbortSignal | undefined;
  /** Instead of all there are. */
  readonly commands?: readonly Command[];
  /** Whether the streams say that they are a terminal. */
  readonly isTTY?: boolean;
  /** The same of standard error alone. */
  readonly isErrorTTY?: boolean;
  /** How wide that terminal is; a function is asked each time. */
  readonly columns?: number | (() => number);
  /** How many lines high it is. */
  readonly rows?: number;
  /** Called with each piece of standard output, once it is written. */
  readonly onWrite?: (text: string) => void;
  /** Called with each piece of standard error, once it is written. */
  readonly onNote?: (text: string) => void;
}

/** Runs the command in this process. What it prints with `--json` has to be as its schema says. */
export async function cellbridge(options: CliOptions, ...args: string[]): Promise<CliResult> {
  const { apiUrl, folder = '/', environment = {}, signal, commands, isTTY = false } = options;
  const { isErrorTTY = isTTY, columns, rows } = options;
  const written = { stdout: '', stderr: '' };
  const unread = { input: options.input };
  const stream = (name: 'stdout' | 'stderr') => ({
    isTTY: name === 'stdout' ? isTTY : isErrorTTY,
    ...(rows !== undefined && { rows }),
    get columns() {
      return typeof columns === 'function' ? columns() : columns;
    },
    write: (text: string | Uint8Array) => {
      written[name] += text;
      const listener = name === 'stdout' ? options.onWrite : options.onNote;
      listener?.(String(text));
      return true;
    },
  });
  const io = {
    arguments: apiUrl === undefined ? args : [...args, '--api-db', apiUrl],
    environment: { LANG: 'C.UTF-8', ...environment },
    folder,
    stdout: standardOutput(outputStream(stream('stdout'), environment)),
    stderr: outputStream(stream('stderr'), environment),
    // Standard input can be read once.
    input: async () => {
      const { input = '' } = unread;
      unread.input = '';
      return input;
    },
    userId: userInfo().uid,
    userName: 'tester',
    heedInterruption: () => signal ?? new AbortController().signal,
    whileHeeding: <T>(work: (signal: AbortSignal) => Promise<T>) =>
      work(signal ?? new AbortController().signal),
  };
  const code = await runCli(io, commands);
  if (args.includes('--json') && commands === undefined) checkDocument(args, written.stdout);
  return { code, ...written, json: <T>() => JSON.parse(written.stdout) as T };
}

function checkDocument(args: readonly string[], text: string): void {
  const document = parsed(text);
  if (document !== undefined) DOCUMENTS.check(documentOf(args), document);
}

/** `undefined` where there is no document, or a list that ended early and is left unfinished. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
