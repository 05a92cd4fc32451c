import { DatabaseTimeoutError } from '@cellbridge/db-api';
import { type CellReader, queryNumber } from '@cellbridge/db-cell';
import { type Cell, CellbridgeError, InvalidInputError } from '@cellbridge/objects';
import type { Throttle } from '../online-migration.js';

/** Milliseconds for which an answer holds. */
const ANSWER_HOLDS_MS = 1_000;

/** Milliseconds that a query may take on a server: nothing moves meanwhile. */
const ANSWER_LIMIT_MS = 10_000;

/** Asks an operator's query whether a run in a cell is to hold back, once a second at most. */
export class CellThrottle {
  readonly #cell: Cell;
  readonly #throttle: Throttle;
  #askedAt = Number.NEGATIVE_INFINITY;
  #reason: string | undefined;

  constructor(cell: Cell, throttle: Throttle) {
    this.#cell = cell;
    this.#throttle = throttle;
  }

  /** Why the run is to hold back, as of the last answer. */
  get reason(): string | undefined {
    return this.#reason;
  }

  /**
   * @throws InvalidInputError if the query fails, takes too long, or gives no number.
   * @throws CellUnavailableError if the cell does not answer.
   */
  async ask(): Promise<void> {
    if (performance.now() - this.#askedAt < ANSWER_HOLDS_MS) return;
    const { above } = this.#throttle;
    const number = await this.#cell.withDatabase((database) =>
      database.snapshot((reader) => this.#answer(reader), { statementTimeout: ANSWER_LIMIT_MS }),
    );
    this.#askedAt = performance.now();
    this.#reason =
      number > above
        ? `Throttled: the throttle query gives ${number}, and the run holds back above ${above}.`
        : undefined;
  }

  async #answer(reader: CellReader): Promise<number> {
    try {
      return await queryNumber(reader, this.#throttle.query);
    } catch (cause) {
      const isTooSlow = DatabaseTimeoutError.isInstance(cause);
      if (CellbridgeError.isInstance(cause) && cause.isRetryable && !isTooSlow) throw cause;
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new InvalidInputError(`The throttle query failed: ${why}`, { cause });
    }
  }
}
