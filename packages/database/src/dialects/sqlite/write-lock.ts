import { E_TIMEOUT, Mutex, withTimeout } from 'async-mutex';
import { announceWait } from '../../announce-wait.js';
import { DatabaseBusyError } from '../../errors/database-busy-error.js';
import type { Patience } from './patience.js';

const REASON = 'Waiting for a transaction of this process on the file.';

interface Queue {
  readonly mutex: Mutex;
  users: number;
  /** Those who wait, in the order in which they came. */
  readonly waiting: Set<{ readonly since: number }>;
}

/**
 * One queue per file: all transactions of a process wait in line, first come first served, whoever opened the
 * file.
 */
const queues = new Map<string, Queue>();

/**
 * Returns whether this process has the file open. Then it must not open and close the file otherwise: a process
 * that closes any descriptor of a file loses all of its POSIX locks on it.
 */
export function isOpenHere(file: string): boolean {
  return queues.has(file);
}

/** Returns for how many milliseconds a transaction of this process has waited in line for a file; 0 if none does. */
export function longestInLine(file: string): number {
  const [first] = queues.get(file)?.waiting ?? [];
  return first ? performance.now() - first.since : 0;
}

/** Lets the transactions of this process on one file write one after the other. */
export class WriteLock {
  readonly #file: string;
  readonly #queue: Queue;
  readonly #database: string;

  constructor(file: string, database: string) {
    this.#file = file;
    this.#database = database;
    this.#queue = queues.get(file) ?? { mutex: new Mutex(), users: 0, waiting: new Set() };
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
    const { mutex, waiting } = this.#queue;
    const queue = Number.isFinite(timeout) ? withTimeout(mutex, timeout) : mutex;
    const wait = { since: performance.now() };
    waiting.add(wait);
    try {
      return await announceWait(untilAborted(queue.acquire(), signal), REASON, onWait);
    } catch (error) {
      if (error !== E_TIMEOUT) throw error;
      const waited = `a transaction of this process has held it for ${timeout} ms`;
      throw new DatabaseBusyError(`${this.#database} is locked: ${waited}; try again.`, {
        database: this.#database,
      });
    } finally {
      waiting.delete(wait);
    }
  }
}

/** Waits for a turn until the signal aborts; a turn that comes later is given up. */
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
