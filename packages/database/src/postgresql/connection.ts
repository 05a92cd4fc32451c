import type pg from 'pg';
import { Connection, type ConnectionOptions } from '../connection.js';
import type { Answer, Shape } from '../execute.js';
import type { PostgresqlClassifier } from './classify.js';
import { statementName } from './statement-name.js';
import { TimeLimit } from './time-limit.js';

interface PostgresqlConnectionOptions extends ConnectionOptions {
  readonly client: pg.ClientBase;
  readonly classify: PostgresqlClassifier;
  /** Milliseconds after which a statement is given up, should the server not do so before. */
  readonly giveUpAfter: number;
}

/** A connection over one of the driver's clients. */
export class PostgresqlConnection extends Connection {
  readonly #client: pg.ClientBase;
  readonly #classify: PostgresqlClassifier;
  #timeLimit: TimeLimit;
  #giveUp: (error: Error) => void = () => {};

  constructor(options: PostgresqlConnectionOptions) {
    super(options);
    this.#client = options.client;
    this.#classify = options.classify;
    this.#timeLimit = new TimeLimit(options.giveUpAfter, () =>
      this.#giveUp(new Error(`There was no answer for ${options.giveUpAfter} ms`)),
    );
    // Says why the connection was lost while nothing was asked of it.
    this.#client.on('error', (error) => this.lose(this.#classify(error)));
  }

  /** Whether it is as it was when it was new: not lost, and in no transaction. */
  get isReusable(): boolean {
    return !this.isLost && this.#client.getTransactionStatus() === 'I';
  }

  /** Lets statements take as long as they like; the server has to be told, too. */
  dropTimeLimit(): void {
    this.#timeLimit = new TimeLimit(Number.POSITIVE_INFINITY, () => {});
  }

  /** A statement is prepared under a name of its own on each connection that meets it. */
  protected override send(
    text: string,
    parameters: readonly unknown[],
    shape: Shape,
  ): Promise<Answer> {
    const query = {
      name: statementName(text),
      text,
      values: parameters as unknown[],
      rowMode: shape === 'arrays' ? 'array' : undefined,
    };
    return new Promise((resolve, reject) => {
      this.#giveUp = (error) => reject(this.#classify(error, text));
      this.#timeLimit.start();
      this.#client.query(query as pg.QueryConfig, (error: Error | null, result) => {
        this.#timeLimit.stop();
        if (error) reject(this.#classify(error, text));
        else resolve({ rows: result.rows, changed: result.rowCount ?? 0 });
      });
    });
  }
}
