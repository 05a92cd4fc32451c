import { AsyncLocalStorage } from 'node:async_hooks';
import { NestedTransactionError } from './errors/nested-transaction-error.js';

/** A running transaction, and the one of another database around it. */
interface Frame {
  readonly database: object;
  readonly outer: Frame | undefined;
  isOpen: boolean;
}

const frames = new AsyncLocalStorage<Frame>();
let openFrames = 0;

/**
 * Runs the body of a transaction, so that {@link refuseNesting} notices if it uses the database itself: on
 * SQLite it would wait for itself.
 */
export async function runInside<T>(database: object, body: () => Promise<T>): Promise<T> {
  const frame: Frame = { database, outer: frames.getStore(), isOpen: true };
  openFrames += 1;
  try {
    return await frames.run(frame, body);
  } finally {
    frame.isOpen = false;
    openFrames -= 1;
  }
}

/** @throws NestedTransactionError inside a running transaction on the database. */
export function refuseNesting(
  database: object,
  description: string,
  mistake = 'used inside one of its own transactions; use the transaction',
): void {
  if (openFrames === 0) return;
  for (let frame = frames.getStore(); frame; frame = frame.outer) {
    if (frame.isOpen && frame.database === database) {
      throw new NestedTransactionError(`${description} was ${mistake}.`, { database: description });
    }
  }
}
