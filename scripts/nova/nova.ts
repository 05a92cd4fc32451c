import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** How a command of Nova has ended, and everything that it has written. */
export interface CommandResult {
  readonly code: number;
  readonly output: string;
}

/** OpenStack Nova as it is installed on this machine. Its commands run one after the other. */
export class Nova {
  readonly #process;
  readonly #answers;

  /** @param python A Python interpreter that has Nova. */
  constructor(python: string) {
    const program = fileURLToPath(new URL('run-commands.py', import.meta.url));
    this.#process = spawn(python, [program], { stdio: ['pipe', 'pipe', 'inherit'] });
    // A process that has ended gives no answer, which `run` tells.
    this.#process.stdin.on('error', () => undefined);
    this.#answers = createInterface({ input: this.#process.stdout })[Symbol.asyncIterator]();
  }

  /** @throws Error if Nova cannot be loaded. */
  async run(configurationFile: string, command: string): Promise<CommandResult> {
    const [program, ...options] = command.split(' ');
    const line = JSON.stringify([program, '--config-file', configurationFile, ...options]);
    this.#process.stdin.write(`${line}\n`);
    const { value, done } = await this.#answers.next();
    if (done) throw new Error('Nova cannot be loaded: is python3-nova installed?');
    return JSON.parse(value) as CommandResult;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#process.stdin.end();
    if (this.#process.exitCode === null) await once(this.#process, 'close');
  }
}
