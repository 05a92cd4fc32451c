import type mysql2 from 'mysql2';
import { Connection, type ConnectionOptions } from '../../connection.js';
import type { CellbridgeError } from '../../errors/cellbridge-error.js';
import type { Answer, Shape } from '../../execute.js';
import { refuseNul } from '../../json-document.js';
import { textOf, withoutNul } from '../../readable.js';
import { TimeLimit } from '../../time-limit.js';
import { type MysqlClassifier, NO_ANSWER, TOO_LARGE } from './classify.js';
import { closeClient } from './client.js';
import type { ServerFacts } from './session.js';
import { withoutLists } from './value-list.js';

interface MysqlConnectionOptions extends ConnectionOptions {
  readonly client: mysql2.Connection;
  readonly classify: MysqlClassifier;
  readonly facts: ServerFacts;
  /** Ends the running statement, over another connection. */
  readonly kill: () => Promise<void>;
  /** Milliseconds after which a statement without a limit checks that the server is still there, again and again. */
  readonly patience: number;
  readonly isServerAnswering: () => Promise<boolean>;
}

/** Milliseconds after which a statement that was ended at its limit is given up, without an answer. */
const GRACE_MS = 5_000;

/** The length of a text, in characters, from which on it is not kept prepared. */
const LONGEST_KEPT = 100_000;

/** The most bytes that a character of JavaScript's takes in UTF-8. */
const MAX_BYTES_PER_CHARACTER = 3;

/**
 * The statements behind the words that begin a transaction: those that every database is asked with, as far as an
 * interceptor can see.
 */
const BEGIN: Readonly<Record<string, readonly string[]>> = {
  'begin read write': ['start transaction read write'],
  'begin isolation level repeatable read read only': [
    'set transaction isolation level repeatable read',
    'start transaction with consistent snapshot, read only',
  ],
};

/** The name of a database before that of its table. */
const DATABASE = /'[^'.]*\./;

/** A connection over one of the driver's. */
export class MysqlConnection extends Connection {
  readonly #client: mysql2.Connection;
  readonly #classify: MysqlClassifier;
  readonly #facts: ServerFacts;
  readonly #kill: () => Promise<void>;
  readonly #patience: number;
  readonly #isServerAnswering: () => Promise<boolean>;
  readonly #watch = new TimeLimit(() => this.#onExcess());
  /** Milliseconds that a statement may take. */
  timeLimit = Number.POSITIVE_INFINITY;
  #isInTransaction = false;
  #wasKilled = false;
  #killing: Promise<void> | undefined;
  #onExcess = () => {};

  constructor(options: MysqlConnectionOptions) {
    super(options);
    this.#client = options.client;
    this.#classify = options.classify;
    this.#facts = options.facts;
    this.#kill = options.kill;
    this.#patience = options.patience;
    this.#isServerAnswering = options.isServerAnswering;
    // Tells why an idle connection was lost.
    this.#client.on('error', (error) => this.lose(this.#classify(error)));
  }

  /** Its number on the server. */
  get id(): number {
    return this.#facts.id;
  }

  /** Whether it is as good as new: not lost, and in no transaction. */
  get isReusable(): boolean {
    return !this.isLost && !this.#isInTransaction && !this.#wasKilled;
  }

  /** Closes it; a transaction that is still open is rolled back. */
  close(): void {
    closeClient(this.#client);
  }

  override async cancel(): Promise<void> {
    this.#wasKilled = true;
    this.#killing = this.#kill();
    await this.#killing;
  }

  protected override async send(
    text: string,
    parameters: readonly unknown[],
    shape: Shape,
  ): Promise<Answer> {
    await this.#outlastKill();
    const steps = BEGIN[text];
    if (!steps) {
      const answer = await this.#query(text, parameters, shape);
      if (text === 'commit' || text === 'rollback') this.#isInTransaction = false;
      return answer;
    }
    let answer: Answer = { rows: [], changed: 0 };
    this.#isInTransaction = true;
    for (const step of steps) answer = await this.#query(step, [], shape);
    return answer;
  }

  /** A statement may have ended by itself before it was to be ended: the next one would be in its place. */
  async #outlastKill(): Promise<void> {
    if (!this.#killing) return;
    await this.#killing.catch(() => {});
    this.#killing = undefined;
    await this.#query('do 0', [], 'arrays').catch(() => {});
  }

  #query(text: string, given: readonly unknown[], shape: Shape): Promise<Answer> {
    const parameters = withoutLists(given);
    for (const parameter of parameters) if (typeof parameter === 'string') refuseNul(parameter);
    return new Promise((resolve, reject) => {
      const fail = (error: unknown) => reject(this.#refused(error, text));
      const size = sizeOf(text, parameters);
      if (size > this.#facts.max_packet) {
        const message = `A statement has ${size} bytes, and the server takes ${this.#facts.max_packet}; raise its max_allowed_packet.`;
        return fail(failure(TOO_LARGE, message));
      }
      let isOver = false;
      const checkServer = async () => {
        const isAnswering = await this.#isServerAnswering();
        if (isOver) return;
        if (isAnswering) this.#watch.start(this.#patience);
        else this.#giveUp(fail, 'any more');
      };
      const isLimited = Number.isFinite(this.timeLimit);
      this.#onExcess = () => (isLimited ? this.#endStatement(fail) : void checkServer());
      this.#watch.start(isLimited ? this.timeLimit : this.#patience);
      const query = { sql: text, values: parameters as string[], rowsAsArray: shape === 'arrays' };
      const onAnswer = (error: mysql2.QueryError | null, result: unknown) => {
        isOver = true;
        this.#watch.stop();
        // A list that is written out makes a text of its own. The driver finds it by all options, against its types.
        if (text.length > LONGEST_KEPT) this.#client.unprepare(query as unknown as string);
        if (error) fail(error);
        else resolve(answerOf(result));
      };
      // What has no parameters is often of a kind that older servers cannot prepare.
      if (parameters.length === 0) this.#client.query(query, onAnswer);
      else this.#client.execute(query, onAnswer);
    });
  }

  #refused(error: unknown, text: string): CellbridgeError {
    const said = String((error as { message?: unknown } | null)?.message);
    // The server names a table with its database, whose name says nothing of the table.
    return this.withRemedy(this.#classify(error, text), text, said.replace(DATABASE, "'"));
  }

  /** Ends a statement that takes too long. If there is no answer then, the connection counts as lost. */
  #endStatement(fail: (error: unknown) => void): void {
    this.#onExcess = () => this.#giveUp(fail, `for ${this.timeLimit + GRACE_MS} ms`);
    this.#watch.start(GRACE_MS);
    void this.cancel().catch(() => {});
  }

  #giveUp(fail: (error: unknown) => void, silence: string): void {
    fail(failure(NO_ANSWER, `There was no answer ${silence}`));
    closeClient(this.#client);
  }
}

/** Creates an error for a failure that the driver does not report as one. */
function failure(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}

/** Returns the bytes of a statement; more than there are, unless they are many. */
function sizeOf(text: string, parameters: readonly unknown[]): number {
  let characters = text.length;
  for (const value of parameters) characters += typeof value === 'string' ? value.length : 16;
  if (characters < 100_000) return characters * MAX_BYTES_PER_CHARACTER;
  return parameters.reduce<number>(
    (sum, value) => sum + (typeof value === 'string' ? Buffer.byteLength(value) : 16),
    Buffer.byteLength(text),
  );
}

function answerOf(result: unknown): Answer {
  if (!Array.isArray(result)) {
    return { rows: [], changed: (result as mysql2.ResultSetHeader).affectedRows };
  }
  return { rows: readRows(result), changed: result.length };
}

/** Reads texts as in the other databases: without NUL characters, which a column of MySQL may hold. */
function readRows(rows: unknown[]): unknown[] {
  for (const row of rows as Record<string, unknown>[]) {
    for (const name in row) {
      const value = row[name];
      if (typeof value === 'string') row[name] = withoutNul(value);
      else if (value instanceof Uint8Array) row[name] = textOf(value);
    }
  }
  return rows;
}
