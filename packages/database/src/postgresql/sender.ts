import type pg from 'pg';
import type { Shape } from '../connection.js';
import { CellbridgeError } from '../errors/cellbridge-error.js';
import { ConnectionError } from '../errors/connection-error.js';
import type { ParsedUrl } from '../parse-url.js';
import { redactError } from '../redact.js';
import { classifyPostgresql } from './classify.js';
import { statementName } from './statement-name.js';

/** Milliseconds after the server's own time limit at which a statement is given up here. */
const GRACE = 5_000;

/** Sends statements to one server, and turns what goes wrong into errors of ours. */
export class Sender {
  readonly description: string;
  readonly #secrets: readonly string[];
  readonly #statementTimeout: number;

  constructor(
    { description, secrets }: Extract<ParsedUrl, { kind: 'postgresql' }>,
    statementTimeout: number,
  ) {
    this.description = description;
    this.#secrets = secrets;
    this.#statementTimeout = statementTimeout;
  }

  /** Prepared under a name of its own on each connection that meets it. */
  async send(
    target: pg.Pool | pg.ClientBase,
    text: string,
    parameters: readonly unknown[],
    shape: Shape,
    isPatient = false,
  ): Promise<{ rows: unknown[]; changed: number }> {
    const query = {
      name: statementName(text),
      text,
      values: parameters as unknown[],
      ...(!isPatient && { query_timeout: this.#statementTimeout + GRACE }),
      ...(shape === 'arrays' && { rowMode: 'array' as const }),
    };
    try {
      const { rows, rowCount } = await (target as pg.ClientBase).query(query);
      return { rows, changed: rowCount ?? 0 };
    } catch (error) {
      throw this.errorFrom(error);
    }
  }

  errorFrom(error: unknown): unknown {
    if (CellbridgeError.isInstance(error)) return error;
    return redactError(classifyPostgresql(error, this.description), this.#secrets);
  }

  lostConnection(cause?: unknown): ConnectionError {
    const message = `${this.description}: the connection was lost; try again.`;
    return new ConnectionError(message, { cause, database: this.description });
  }
}
