import { runCli } from '../src/cli.js';

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
  readonly environment?: Record<string, string>;
  readonly signal?: AbortSignal;
}

/** Runs the command in this process. */
export async function cellbridge(
  { apiUrl, folder = '/', environment = {}, signal }: CliOptions,
  ...args: string[]
): Promise<CliResult> {
  const written = { stdout: '', stderr: '' };
  const stream = (name: 'stdout' | 'stderr') => ({
    write: (text: string | Uint8Array) => {
      written[name] += text;
      return true;
    },
  });
  const code = await runCli({
    arguments: apiUrl === undefined ? args : [...args, '--api-db', apiUrl],
    environment,
    folder,
    stdout: stream('stdout'),
    stderr: stream('stderr'),
    userName: 'tester',
    signal: signal ?? new AbortController().signal,
  });
  return { code, ...written, json: <T>() => JSON.parse(written.stdout) as T };
}
