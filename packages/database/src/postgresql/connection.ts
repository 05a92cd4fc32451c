import type pg from 'pg';
import { createTransaction, type Execute } from '../connection.js';
import type { OpenOptions } from '../database.js';
import { CellbridgeError } from '../errors/cellbridge-error.js';
import type { Transaction } from '../store.js';
import { bindPostgresql } from './binding.js';
import { postgresqlDialect } from './dialect.js';
import type { Sender } from './sender.js';

/** A client of the pool, with the transaction that is put over it again and again. */
export class Connection {
  /** Whether a transaction may send statements now. */
  isOpen = false;
  /** Whether the connection can be used again. */
  isSound = true;
  /** Whether statements may take as long as they like. */
  isPatient = false;
  readonly transaction: Transaction;
  readonly #client: pg.ClientBase;
  readonly #number: number;
  readonly #sender: Sender;
  readonly #intercept: OpenOptions['intercept'];

  constructor(
    client: pg.ClientBase,
    number: number,
    sender: Sender,
    intercept: OpenOptions['intercept'],
  ) {
    this.#client = client;
    this.#number = number;
    this.#sender = sender;
    this.#intercept = intercept;
    this.transaction = createTransaction(
      postgresqlDialect,
      bindPostgresql,
      this.execute,
      () => this.isOpen,
    );
  }

  readonly execute: Execute = async (text, parameters, shape) => {
    if (!this.isSound) throw this.#sender.lostConnection();
    if (this.#intercept) await this.#announce(text);
    try {
      return await this.#sender.send(this.#client, text, parameters, shape, this.isPatient);
    } catch (error) {
      if (isLost(error)) this.isSound = false;
      throw error;
    }
  };

  /** Sends a statement of the connection itself: `begin`, say. */
  async command(text: string, ...parameters: unknown[]): Promise<unknown[]> {
    return (await this.execute(text, parameters, 'objects')).rows;
  }

  /** Ends the transaction. A connection on which this fails has lost its transaction anyway. */
  async rollback(): Promise<void> {
    if (!this.isSound) return;
    await this.command('rollback').catch(() => {
      this.isSound = false;
    });
  }

  async #announce(text: string): Promise<void> {
    const { description: database } = this.#sender;
    try {
      await this.#intercept?.({ database, text, connection: this.#number });
    } catch (cause) {
      this.isSound = false;
      throw this.#sender.lostConnection(cause);
    }
  }
}

function isLost(error: unknown): boolean {
  return CellbridgeError.isInstance(error) && ['CONNECTION_FAILED', 'TIMEOUT'].includes(error.code);
}
