import { E_TIMEOUT, Mutex, withTimeout } from 'async-mutex';
import { DatabaseBusyError } from '../errors/database-busy-error.js';

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
  readonly #timeout: number;
  readonly #database: string;

  /** @param timeout milliseconds that a transaction waits for those before it. */
  constructor(file: string, timeout: number, database: string) {
    this.#file = file;
    this.#timeout = timeout;
    this.#database = database;
    this.#queue = queues.get(file) ?? { mutex: new Mutex(), users: 0 };
    this.#queue.users += 1;
    queues.set(file, this.#queue);
  }

  async runExclusive<T>(work: () => Promise<T>): Promise<T> {
    const release = await this.#acquire();
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

  async #acquire(): Promise<() => void> {
    const { mutex } = this.#queue;
    if (!Number.isFinite(this.#timeout)) return await mutex.acquire();
    try {
      return await withTimeout(mutex, this.#timeout).acquire();
    } catch (error) {
      if (error !== E_TIMEOUT) throw error;
      const waited = `a transaction of this process has held it for ${this.#timeout} ms`;
      throw new DatabaseBusyError(`${this.#database} is locked: ${waited}; try again.`, {
        database: this.#database,
      });
    }
  }
}
