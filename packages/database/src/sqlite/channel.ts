import type { Execute } from '../connection.js';
import type { OpenOptions } from '../database.js';
import { CellbridgeError } from '../errors/cellbridge-error.js';
import { ConnectionError } from '../errors/connection-error.js';
import { DatabaseBusyError } from '../errors/database-busy-error.js';
import { classifySqlite } from './classify.js';
import type { SqliteConnection } from './connection.js';
import { retryBusy } from './retry-busy.js';

interface ChannelOptions {
  readonly description: string;
  readonly number: number;
  readonly intercept: OpenOptions['intercept'];
  readonly lockTimeout: number;
}

/** One connection as the rest of the package sees it: asynchronous, intercepted, with errors of ours. */
export class Channel {
  /** Whether an interceptor has taken the connection away. */
  isLost = false;
  readonly #connection: SqliteConnection;
  readonly #options: ChannelOptions;

  constructor(connection: SqliteConnection, options: ChannelOptions) {
    this.#connection = connection;
    this.#options = options;
  }

  /** A statement outside of a transaction is tried again while another process holds the lock. */
  readonly execute: Execute = async (text, parameters, shape) => {
    if (this.isLost) throw this.#lost();
    if (this.#options.intercept) await this.#announce(text);
    try {
      return this.#send(text, parameters, shape);
    } catch (error) {
      if (this.#connection.inTransaction || !DatabaseBusyError.isInstance(error)) throw error;
      return await retryBusy(() => this.#send(text, parameters, shape), this.#options.lockTimeout);
    }
  };

  /** Ends a transaction that is open, without a word to the interceptor. */
  rollback(): void {
    if (this.#connection.inTransaction) this.#send('rollback', [], 'objects');
  }

  close(): void {
    this.#connection.close();
  }

  #send(...args: Parameters<Execute>) {
    try {
      return this.#connection.execute(...args);
    } catch (error) {
      throw CellbridgeError.isInstance(error)
        ? error
        : classifySqlite(error, this.#options.description);
    }
  }

  async #announce(text: string): Promise<void> {
    const { description: database, number: connection } = this.#options;
    try {
      await this.#options.intercept?.({ database, text, connection });
    } catch (cause) {
      this.isLost = true;
      throw this.#lost(cause);
    }
  }

  #lost(cause?: unknown): ConnectionError {
    const { description } = this.#options;
    const message = `${description}: the connection was lost; try again.`;
    return new ConnectionError(message, { cause, database: description });
  }
}
