import type pg from 'pg';
import { Connection, type ConnectionOptions } from '../connection.js';
import type { CellbridgeError } from '../errors/cellbridge-error.js';
import type { Answer, Shape } from '../execute.js';
import type { PostgresqlClassifier } from './classify.js';
import { rememberRefused } from './explain-refusal.js';
import { statementName } from './statement-name.js';
import { TimeLimit } from './time-limit.js';

interface PostgresqlConnectionOptions extends ConnectionOptions {
  readonly client: pg.ClientBase;
  readonly classify: PostgresqlClassifier;
  /**
   * Milliseconds after which the begin of a transaction is given up, whatever its statements may take,
   * and after which a statement without a limit makes sure that the server is still there.
   */
  readonly patience: number;
  readonly isServerAnswering: () => Promise<boolean>;
  /** Ends what a process of the server is at. */
  readonly cancelStatement: (process: number) => Promise<void>;
}

/** A connection over one of the driver's clients. */
export class PostgresqlConnection extends Connection {
  readonly #client: pg.ClientBase;
  readonly #classify: PostgresqlClassifier;
  readonly #patience: number;
  readonly #isServerAnswering: () => Promise<boolean>;
  readonly #cancelStatement: (process: number) => Promise<void>;
  readonly #watch = new TimeLimit(() => this.#onExcess());
  /** Milliseconds after which a statement is given up, should the server not do so before. */
  timeLimit = Number.POSITIVE_INFINITY;
  /** The number of the server's process behind it, where something may have to be cancelled. */
  process: number | undefined;
  #onExcess = () => {};

  constructor(options: PostgresqlConnectionOptions) {
    super(options);
    this.#client = options.client;
    this.#classify = options.classify;
    this.#patience = options.patience;
    this.#isServerAnswering = options.isServerAnswering;
    this.#cancelStatement = options.cancelStatement;
    // Says why the connection was lost while nothing was asked of it.
    this.#client.on('error', (error) => this.lose(this.#classify(error)));
  }

  /** Whether it is as it was when it was new: not lost, and in no transaction. */
  get isReusable(): boolean {
    return !this.isLost && this.#client.getTransactionStatus() === 'I';
  }

  protected override async cancel(): Promise<void> {
    if (this.process !== undefined) await this.#cancelStatement(this.process);
  }

  /**
   * A statement is prepared under a name of its own on each connection that meets it, except for those
   * that begin and end transactions.
   */
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
      const mayBegin = Math.min(this.timeLimit, this.#patience);
      const timeLimit = text.startsWith('begin') ? mayBegin : this.timeLimit;
      let isOver = false;
      const giveUp = (silence: string) =>
        reject(this.#classify(new Error(`There was no answer ${silence}`), text));
      const checkServer = async () => {
        const isAnswering = await this.#isServerAnswering();
        if (isOver) return;
        if (isAnswering) this.#watch.start(this.#patience);
        else giveUp('any more');
      };
      const isLimited = Number.isFinite(timeLimit);
      this.#onExcess = () => {
        if (isLimited) giveUp(`for ${timeLimit} ms`);
        else void checkServer();
      };
      this.#watch.start(isLimited ? timeLimit : this.#patience);
      this.#client.query(query as pg.QueryConfig, (error: Error | null, result) => {
        isOver = true;
        this.#watch.stop();
        if (error) reject(this.#refused(error, text));
        else resolve(answerOf(result));
      });
    });
  }

  #refused(error: Error, text: string): CellbridgeError {
    const classified = this.#classify(error, text);
    rememberRefused(classified, text);
    return classified;
  }
}

/** A text of several statements has a result for each. */
function answerOf(result: pg.QueryResult | pg.QueryResult[]): Answer {
  const last = Array.isArray(result) ? result.at(-1) : result;
  return { rows: last?.rows ?? [], changed: last?.rowCount ?? 0 };
}
