import type pg from 'pg';
import { Connection, type ConnectionOptions } from '../../connection.js';
import type { CellbridgeError } from '../../errors/cellbridge-error.js';
import type { Answer, Shape } from '../../execute.js';
import { TimeLimit } from '../../time-limit.js';
import { cancelStatement } from './cancel-statement.js';
import { NO_ANSWER, NOT_COMMITTED, type PostgresqlClassifier } from './classify.js';
import { rememberRefused } from './explain-refusal.js';
import type { SessionClient, SessionConfig } from './session-client.js';
import { statementName } from './statement-name.js';

interface PostgresqlConnectionOptions extends ConnectionOptions {
  readonly client: SessionClient;
  readonly classify: PostgresqlClassifier;
  /**
   * Whether the session belongs to this connection alone, and keeps its settings and prepared statements. If
   * not, nothing is prepared, and each transaction sets what it needs.
   */
  readonly ownsSession: boolean;
  /**
   * Milliseconds after which beginning a transaction is given up, whatever its statements may take. After the
   * same time a statement without a limit checks that the server is still there.
   */
  readonly patience: number;
  readonly isServerAnswering: () => Promise<boolean>;
  /** Called when a prepared statement was gone, or somebody else's: the session is shared. */
  readonly onForeignStatement: () => void;
}

/** The SQLSTATEs of a prepared statement that does not exist, and of one that already exists. */
const FOREIGN_STATEMENT: ReadonlySet<unknown> = new Set(['26000', '42P05']);

/** The start of a transaction, up to the settings that follow it. */
const BEGIN = /^begin[^;]*/;

/** A connection over one of the driver's clients. */
export class PostgresqlConnection extends Connection {
  readonly ownsSession: boolean;
  readonly #client: SessionClient;
  readonly #classify: PostgresqlClassifier;
  readonly #patience: number;
  readonly #isServerAnswering: () => Promise<boolean>;
  readonly #onForeignStatement: () => void;
  readonly #watch = new TimeLimit(() => this.#onExcess());
  /** Milliseconds after which a statement is given up, if the server has not ended it before. */
  timeLimit = Number.POSITIVE_INFINITY;
  /** Called when the connection is lost. */
  onLoss: (cause: unknown) => void = () => {};
  #onExcess = () => {};

  constructor(options: PostgresqlConnectionOptions) {
    super(options);
    this.ownsSession = options.ownsSession;
    this.#client = options.client;
    this.#classify = options.classify;
    this.#patience = options.patience;
    this.#isServerAnswering = options.isServerAnswering;
    this.#onForeignStatement = options.onForeignStatement;
    // Tells why an idle connection was lost.
    this.#client.on('error', (error) => this.lose(this.#classify(error)));
  }

  /** How the connection was made. */
  get config(): SessionConfig {
    return this.#client.config;
  }

  /** The process number of the server behind it, if it owns the session; a pooler makes one up. */
  get process(): number {
    return this.#client.processID ?? 0;
  }

  /** Whether it is as good as new: not lost, and in no transaction. */
  get isReusable(): boolean {
    return !this.isLost && this.#client.getTransactionStatus() === 'I';
  }

  override lose(cause: unknown): void {
    super.lose(cause);
    this.onLoss(cause);
  }

  override async cancel(): Promise<void> {
    await cancelStatement(this.#client);
  }

  /** Prepares each statement by name on each connection, except those that begin and end transactions. */
  protected override send(
    text: string,
    parameters: readonly unknown[],
    shape: Shape,
  ): Promise<Answer> {
    const query = {
      name: this.ownsSession ? statementName(text) : undefined,
      text: this.ownsSession ? text : text.replace(BEGIN, this.#beginWithSettings),
      values: parameters as unknown[],
      rowMode: shape === 'arrays' ? 'array' : undefined,
    };
    return new Promise((resolve, reject) => {
      const mayBegin = Math.min(this.timeLimit, this.#patience);
      const timeLimit = text.startsWith('begin') ? mayBegin : this.timeLimit;
      let isOver = false;
      const fail = (error: unknown) => reject(this.#refused(error, text));
      const giveUp = (silence: string) =>
        fail(failure(NO_ANSWER, `There was no answer ${silence}`));
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
        if (error) {
          if (FOREIGN_STATEMENT.has((error as { code?: unknown }).code)) this.#onForeignStatement();
          fail(error);
        } else if (text === 'commit' && result.command !== 'COMMIT') {
          fail(failure(NOT_COMMITTED, `The server answered ${result.command} to a commit`));
        } else {
          resolve(answerOf(result));
        }
      });
    });
  }

  readonly #beginWithSettings = (begin: string) => `${begin}; ${this.#client.localSettings}`;

  #refused(error: unknown, text: string): CellbridgeError {
    const classified = this.withRemedy(this.#classify(error, text), text);
    rememberRefused(classified, text);
    return classified;
  }
}

/** Creates an error for a failure that the driver does not report as one. */
function failure(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}

/** A text with several statements has one result for each. */
function answerOf(result: pg.QueryResult | pg.QueryResult[]): Answer {
  const last = Array.isArray(result) ? result.at(-1) : result;
  return { rows: last?.rows ?? [], changed: last?.rowCount ?? 0 };
}
