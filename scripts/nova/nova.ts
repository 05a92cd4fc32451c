import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** How a command of Nova has ended, and everything that it has written. */
export interface CommandResult {
  readonly code: number;
  readonly output: string;
}

const PROGRAM = fileURLToPath(new URL('run-commands.py', import.meta.url));

/** OpenStack Nova as it is installed on this machine. Its commands run one after the other. */
export class Nova {
  readonly #process: ChildProcess;
  readonly #answers: AsyncIterator<string>;
  readonly #ended: Promise<unknown>;

  /** @param python A Python interpreter that has Nova. */
  constructor(python: string) {
    const child = spawn(python, [PROGRAM], { stdio: ['pipe', 'pipe', 'inherit'] });
    // Of a process that has ended there is no answer, which `run` tells.
    child.stdin.on('error', () => undefined);
    this.#process = child;
    this.#ended = once(child, 'close');
    this.#answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  }

  /** @throws Error if Nova cannot be loaded. */
  async run(configurationFile: string, command: string): Promise<CommandResult> {
    const [program, ...options] = command.split(' ');
    const line = JSON.stringify([program, '--config-file', configurationFile, ...options]);
    this.#process.stdin?.write(`${line}\n`);
    const { value, done } = await this.#answers.next();
    if (done) throw new Error('Nova cannot be loaded: is python3-nova installed?');
    return JSON.parse(value) as CommandResult;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#process.stdin?.end();
    await this.#ended;
  }
}
