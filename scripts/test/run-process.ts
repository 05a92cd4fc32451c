import { type ChildProcess, execFile } from 'node:child_process';
import { ENVIRONMENT } from '../run.js';

/** How a process ended, and what it wrote. */
export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Where a process runs, and for how long. */
export interface ProcessOptions {
  readonly folder?: string | undefined;
  /** Added to the environment of scripts. */
  readonly environment?: NodeJS.ProcessEnv;
  /** Milliseconds after which it is killed. Default: it may take as long as it likes. */
  readonly timeout?: number;
  /** Is given the process once it runs. */
  readonly onStart?: ((child: ChildProcess) => void) | undefined;
}

/** Runs a program without input, to its end, whatever its exit code is. */
export function runProcess(
  program: string,
  args: readonly string[],
  { folder, environment, timeout, onStart }: ProcessOptions = {},
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const env = { ...ENVIRONMENT, LC_ALL: 'C.UTF-8', ...environment };
    const options = { cwd: folder, env, timeout, killSignal: 'SIGKILL' } as const;
    const child = execFile(program, args, options, (error, stdout, stderr) => {
      if (error && typeof error.code !== 'number') reject(error);
      else resolve({ code: Number(error?.code ?? 0), stdout, stderr });
    });
    child.stdin?.end();
    onStart?.(child);
  });
}
