import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('run-commands.py', import.meta.url));

/** OpenStack Nova as it is installed on this machine. */
export interface Nova {
  /** Runs a command; one after the other. @returns how it ended, and everything that it wrote. */
  run(configurationFile: string, command: string): Promise<{ code: number; output: string }>;
  stop(): void;
}

/** @param python A Python interpreter that has Nova. */
export function startNova(python: string): Nova {
  const { stdin, stdout } = spawn(python, ['-B', PROGRAM], { stdio: ['pipe', 'pipe', 'inherit'] });
  // A process that has ended gives no answer, which `run` tells.
  stdin.on('error', () => undefined);
  const answers = createInterface({ input: stdout })[Symbol.asyncIterator]();
  return {
    async run(configurationFile, command) {
      const [program, ...options] = command.split(' ');
      const line = JSON.stringify([program, '--config-file', configurationFile, ...options]);
      stdin.write(`${line}\n`);
      const { value, done } = await answers.next();
      if (done) throw new Error('Nova cannot be loaded: is python3-nova installed?');
      return JSON.parse(value);
    },
    stop: () => stdin.end(),
  };
}
