import { E_TIMEOUT, Mutex, withTimeout } from 'async-mutex';
import { announceWait } from '../../announce-wait.js';
import { DatabaseBusyError } from '../../errors/database-busy-error.js';
import type { Patience } from './patience.js';

const REASON = 'Waiting for a transaction of this process on the file.';

interface Queue {
  readonly mutex: Mutex;
  users: number;
}

/** One queue a file: whoever opened it, a process has its transactions wait in line, first come first served. */
const queues = new Map<string, Queue>();

/**
 * Whether this process has the file open: then it must not open and close it by itself, for with any
 * descriptor of a file that a process closes, it loses all of its POSIX locks on that file.
 */
export function isOpenHere(file: string): boolean {
  return queues.has(file);
}

/** The right of this process's transactions on one file to write, one after the other. */
export class WriteLock {
  readonly #file: string;
  readonly #queue: Queue;
  readonly #database: string;

  constructor(file: string, database: string) {
    this.#file = file;
    this.#database = database;
    this.#queue = queues.get(file) ?? { mutex: new Mutex(), users: 0 };
    this.#queue.users += 1;
    queues.set(file, this.#queue);
  }

  async runExclusive<T>(work: () => Promise<T>, patience: Patience): Promise<T> {
    const release = await this.#acquire(patience);
    try {
      return await work();
    } finally {
      release();
    }
  }

  close(): void {
    this.#queue.users -= 1;
    if (this.#queue.users === 0) queues.delete(this.#file);
  }

  async #acquire({ timeout, onWait, signal }: Patience): Promise<() => void> {
    signal?.throwIfAborted();
    const { mutex } = this.#queue;
    const queue = Number.isFinite(timeout) ? withTimeout(mutex, timeout) : mutex;
    try {
      return await announceWait(untilAborted(queue.acquire(), signal), REASON, onWait);
    } catch (error) {
      if (error !== E_TIMEOUT) throw error;
      const waited = `a transaction of this process has held it for ${timeout} ms`;
      throw new DatabaseBusyError(`${this.#database} is locked: ${waited}; try again.`, {
        database: this.#database,
      });
    }
  }
}

/** Waits for a turn no longer than the signal lets it; a turn that comes too late is given up. */
async function untilAborted(
  turn: Promise<() => void>,
  signal: AbortSignal | undefined,
): Promise<() => void> {
  if (!signal) return await turn;
  return await new Promise((resolve, reject) => {
    const onAbort = () => {
      reject(signal.reason);
      turn.then(
        (release) => release(),
        () => {},
      );
    };
    signal.addEventListener('abort', onAbort, { once: true });
    turn.finally(() => signal.removeEventListener('abort', onAbort)).then(resolve, reject);
  });
}
