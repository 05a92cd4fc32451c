import { spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { commandBundleOf } from './command-bundle.js';

/** The arguments for Node.js that run a TypeScript file of this workspace from its sources. */
export function sourceArguments(file: URL): string[] {
  const bundle = commandBundleOf(file);
  return bundle ? ['--enable-source-maps', bundle] : unbundledArguments(file);
}

function unbundledArguments(file: URL): string[] {
  const loader = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
  return ['--conditions=cellbridge:source', `--import=${loader}`, fileURLToPath(file)];
}

/** How a process ended, and what it wrote. */
export interface ProcessResult {
  /** Null if a signal ended it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A running process. */
export interface SourceProcess {
  readonly result: Promise<ProcessResult>;
  kill(signal: NodeJS.Signals): void;
  /** Stops reading its standard output, as `head` does. */
  closeOutput(): void;
  /** Resolves once standard output or error holds `part`; rejects if the process ends without it. */
  waitFor(part: string): Promise<void>;
}

export interface SourceProcessOptions {
  readonly arguments?: readonly string[];
  /** Added to the environment of this process; `undefined` removes a variable. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly folder?: string;
  /** The size limit of its files in KiB. A write beyond it fails, as on a full disk. */
  readonly largestFile?: number;
  /** Whether its input stays open. Default: it is empty. */
  readonly hasOpenInput?: boolean;
  /** Whether each module is loaded by itself, which takes seconds. Default: the command is bundled. */
  readonly isUnbundled?: boolean;
}

/** Starts a TypeScript file of this workspace in a process of its own. */
export function startSource(file: URL, options: SourceProcessOptions = {}): SourceProcess {
  const argumentsOf = options.isUnbundled ? unbundledArguments : sourceArguments;
  const node = [process.execPath, ...argumentsOf(file), ...(options.arguments ?? [])];
  const limit = options.largestFile === undefined ? 'unlimited' : options.largestFile * 2;
  const child = spawn('/bin/sh', ['-c', `ulimit -f ${limit}; exec "$@"`, 'sh', ...node], {
    cwd: options.folder,
    env: { ...process.env, ...options.environment },
    stdio: 'pipe',
  });
  if (!options.hasOpenInput) child.stdin.end();
  let stdout = '';
  let stderr = '';
  const progress = new EventEmitter();
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    progress.emit('change');
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    progress.emit('change');
  });
  let hasEnded = false;
  const result = once(child, 'close').then(([code, signal]): ProcessResult => {
    hasEnded = true;
    progress.emit('change');
    return { code, signal, stdout, stderr };
  });
  return {
    result,
    kill: (signal) => child.kill(signal),
    closeOutput: () => child.stdout.destroy(),
    async waitFor(part) {
      while (!stdout.includes(part) && !stderr.includes(part)) {
        if (hasEnded) throw new Error(`It ended without writing ${part}:\n${stdout}${stderr}`);
        await once(progress, 'change');
      }
    },
  };
}

/** Runs a TypeScript file of this workspace in a process of its own, to its end. */
export function runSource(file: URL, options: SourceProcessOptions = {}): Promise<ProcessResult> {
  return startSource(file, options).result;
}
