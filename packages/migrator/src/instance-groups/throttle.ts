import { DatabaseTimeoutError, messageOf } from '@cellbridge/db-api';
import { type CellReader, queryNumber } from '@cellbridge/db-cell';
import { type Cell, CellbridgeError, InvalidInputError } from '@cellbridge/objects';
import { askSparingly } from '../ask-sparingly.js';
import type { AskToHoldBack, Throttle } from '../online-migration.js';

/** Milliseconds that a query may take on a server: nothing moves meanwhile. */
const ANSWER_LIMIT_MS = 10_000;

/**
 * Returns what asks an operator's query whether a run in a cell is to hold back. It throws InvalidInputError if the query
 * fails, takes too long, or gives no number, and CellUnavailableError if the cell does not answer.
 */
export function askThrottleQuery(cell: Cell, { query, above }: Throttle): AskToHoldBack {
  return askSparingly(async () => {
    const number = await cell.withDatabase((database) =>
      database.snapshot((reader) => answerOf(reader, query), { statementTimeout: ANSWER_LIMIT_MS }),
    );
    if (number <= above) return undefined;
    return `the throttle query gives ${number}, and the run holds back above ${above}`;
  });
}

async function answerOf(reader: CellReader, query: string): Promise<number> {
  try {
    return await queryNumber(reader, query);
  } catch (cause) {
    const isTooSlow = DatabaseTimeoutError.isInstance(cause);
    if (CellbridgeError.isInstance(cause) && cause.isRetryable && !isTooSlow) throw cause;
    const why = messageOf(cause);
    throw new InvalidInputError(`The throttle query failed: ${why}`, { cause });
  }
}
