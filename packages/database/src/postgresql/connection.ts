import type pg from 'pg';
import { Connection, type ConnectionOptions } from '../connection.js';
import type { Answer, Shape } from '../execute.js';
import type { PostgresqlClassifier } from './classify.js';
import { statementName } from './statement-name.js';

interface PostgresqlConnectionOptions extends ConnectionOptions {
  readonly client: pg.PoolClient;
  readonly classify: PostgresqlClassifier;
  /** Milliseconds after which a statement is given up, should the server not do so before. */
  readonly giveUpAfter: number;
}

/** A client of the pool. */
export class PostgresqlConnection extends Connection {
  readonly #client: pg.PoolClient;
  readonly #classify: PostgresqlClassifier;
  #queryTimeout: number | undefined;

  constructor(options: PostgresqlConnectionOptions) {
    super(options);
    this.#client = options.client;
    this.#classify = options.classify;
    this.#queryTimeout = Number.isFinite(options.giveUpAfter) ? options.giveUpAfter : undefined;
    // Says why the connection was lost while nothing was asked of it.
    this.#client.on('error', (error) => this.lose(this.#classify(error)));
  }

  /** Lets statements take as long as they like; the server has to be told, too. */
  dropTimeLimit(): void {
    this.#queryTimeout = undefined;
  }

  /** Gives the client back to the pool; one that is not as it was when it came is closed. */
  release(): void {
    this.#client.release(this.isLost || this.#client.getTransactionStatus() !== 'I');
  }

  /** A statement is prepared under a name of its own on each connection that meets it. */
  protected override async send(
    text: string,
    parameters: readonly unknown[],
    shape: Shape,
  ): Promise<Answer> {
    const query = {
      name: statementName(text),
      text,
      values: parameters as unknown[],
      rowMode: shape === 'arrays' ? ('array' as const) : undefined,
      query_timeout: this.#queryTimeout,
    };
    try {
      const { rows, rowCount } = await this.#client.query(query);
      return { rows, changed: rowCount ?? 0 };
    } catch (error) {
      throw this.#classify(error, text);
    }
  }
}
