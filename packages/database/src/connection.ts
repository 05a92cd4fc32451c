import type { Statement } from './database.js';
import type { CellbridgeError } from './errors/cellbridge-error.js';
import { ConnectionError } from './errors/connection-error.js';
import { MissingColumnError } from './errors/missing-column-error.js';
import { MissingTableError } from './errors/missing-table-error.js';
import type { Answer, Execute, Shape } from './execute.js';
import type { SchemaBinding } from './schema-binding.js';

/** The settings of a connection. */
export interface ConnectionOptions {
  /** The URL of the database, without its password. */
  readonly database: string;
  /** Numbers the connections of a database from 1. */
  readonly number: number;
  readonly intercept: ((statement: Statement) => void | Promise<void>) | undefined;
  readonly missingTable: SchemaBinding<unknown>['missingTable'];
  /** The node of a cluster that it reaches, if it is one. */
  readonly node?: string | undefined;
}

/**
 * One connection, of either dialect. It sends one statement after another, in the order given, and announces
 * each to the interceptor first. Once lost, it sends nothing more.
 */
export abstract class Connection {
  readonly #options: ConnectionOptions;
  #signal: AbortSignal | undefined;
  #cancelling: Promise<void> | undefined;
  #isLost = false;
  #lostBy: unknown;
  #underWay = 0;
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: ConnectionOptions) {
    this.#options = options;
  }

  get isLost(): boolean {
    return this.#isLost;
  }

  /** The node of a cluster that it reaches; undefined if it reaches none. */
  get node(): string | undefined {
    return this.#options.node;
  }

  readonly execute: Execute = (text, parameters, shape) => {
    const perform = () => this.#perform(text, parameters, shape);
    this.#underWay += 1;
    const answer = this.#underWay === 1 ? perform() : this.#last.then(perform, perform);
    this.#last = answer;
    return answer;
  };

  /**
   * Runs `work` until the signal aborts. Then the running statement is cancelled, and of the later ones only a
   * rollback is sent. Both fail with the reason of the signal.
   */
  async heed<T>(signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
    if (!signal) return await work();
    signal.throwIfAborted();
    const onAbort = () => {
      // Cleaning up is never cancelled.
      if (this.#signal === signal && this.#underWay > 0) {
        this.#cancelling = this.cancel().catch(() => {});
      }
    };
    this.#signal = signal;
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      return await work();
    } catch (error) {
      throw signal.aborted ? signal.reason : error;
    } finally {
      signal.removeEventListener('abort', onAbort);
      await this.#cancelling;
      this.#signal = undefined;
      this.#cancelling = undefined;
    }
  }

  /** Runs `work` within {@link heed} even after the signal has aborted: for cleaning up. */
  async regardless<T>(work: () => Promise<T>): Promise<T> {
    const signal = this.#signal;
    await this.#cancelling;
    this.#signal = undefined;
    try {
      return await work();
    } finally {
      this.#signal = signal;
    }
  }

  /** Marks the connection as lost: it must not be used again. */
  lose(cause: unknown): void {
    this.#lostBy ??= cause;
    this.#isLost = true;
  }

  /** Ends the running statement, if it does not end by itself. */
  async cancel(): Promise<void> {}

  /**
   * Says what to do about a table or a column that is missing; other errors are returned as they are.
   *
   * @param said the message of the server, if it names the table.
   */
  protected withRemedy(
    error: CellbridgeError,
    statement: string,
    said = error.cause instanceof Error ? error.cause.message : '',
  ): CellbridgeError {
    if (!MissingTableError.isInstance(error)) return error;
    const { database, missingTable } = this.#options;
    const { message, cause } = error;
    const text = error instanceof MissingColumnError ? `${said} ${statement}` : said;
    const remedy = missingTable?.(text) ?? 'Check its name, and that the table was made.';
    return new MissingTableError(`${message} ${remedy}`, { cause, database });
  }

  /** Sends a statement with the driver. What it throws is an error of ours, {@link withRemedy}. */
  protected abstract send(
    text: string,
    parameters: readonly unknown[],
    shape: Shape,
  ): Answer | Promise<Answer>;

  async #perform(text: string, parameters: readonly unknown[], shape: Shape): Promise<Answer> {
    try {
      if (this.#isLost) throw this.#lostError();
      if (text !== 'rollback') this.#signal?.throwIfAborted();
      if (this.#options.intercept) {
        await this.#announce(text);
        if (text !== 'rollback') this.#signal?.throwIfAborted();
      }
      return await this.send(text, parameters, shape);
    } catch (error) {
      // Its state is unknown from now on.
      if (ConnectionError.isInstance(error)) this.lose(error);
      throw error;
    } finally {
      this.#underWay -= 1;
    }
  }

  async #announce(text: string): Promise<void> {
    const { database, number: connection } = this.#options;
    try {
      await this.#options.intercept?.({ database, text, connection });
    } catch (cause) {
      this.lose(cause);
    }
    if (this.#isLost) throw this.#lostError();
  }

  #lostError(): ConnectionError {
    const { database } = this.#options;
    const message = `${database}: the connection was lost; try again.`;
    return new ConnectionError(message, { cause: this.#lostBy, database });
  }
}
