import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** What a command wrote at one moment. */
export interface Output {
  /** Since what was written before it. */
  readonly milliseconds: number;
  readonly text: string;
}

/** How large a terminal is, in characters. */
export interface TerminalSize {
  readonly rows: number;
  readonly columns: number;
}

/**
 * Runs a command on a terminal of its own (`script` of util-linux), whatever its exit code, and gives what it wrote and when.
 *
 * @throws Error if the terminal cannot be started, or a signal ends the command.
 */
export async function recordCommand(
  words: readonly string[],
  { rows, columns }: TerminalSize,
  environment: Readonly<Record<string, string>>,
): Promise<Output[]> {
  const folder = await mkdtemp(join(tmpdir(), 'cellbridge-record-'));
  try {
    const [output, timing] = [join(folder, 'output'), join(folder, 'timing')];
    const quoted = words.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ');
    const command = `stty rows ${rows} cols ${columns}; exec ${quoted}`;
    const files = ['--log-out', output, '--log-timing', timing];
    const running = promisify(execFile)('script', ['--quiet', ...files, '--command', command], {
      env: { ...process.env, TERM: 'xterm-256color', ...environment },
    });
    running.child.stdin?.end();
    await running;
    return split(await readFile(output), await readFile(timing, 'utf8'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Each line of the timing has the seconds since the last output, and how many bytes came then. */
function split(output: Buffer, timing: string): Output[] {
  // The first line says when the recording began.
  let at = output.indexOf('\n') + 1;
  // A character may come in two parts.
  const decoder = new TextDecoder();
  return timing
    .trim()
    .split('\n')
    .map((line) => {
      const [seconds, bytes] = line.split(' ').map(Number);
      const text = decoder.decode(output.subarray(at, at + (bytes ?? 0)), { stream: true });
      at += bytes ?? 0;
      return { milliseconds: (seconds ?? 0) * 1_000, text };
    });
}
