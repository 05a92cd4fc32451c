/**
 * The places at which the pages of a pass begin, as text: `''` is its beginning. A place may come from a
 * user, so that one which its pass cannot have given is refused, and nothing is passed over unseen.
 */
import type { ReceiptPlace } from '@cellbridge/db-api';
import { InvalidInputError } from '@cellbridge/objects';

const WHOLE_NUMBER = /^-?\d{1,16}$/;

/**
 * The row after which a page begins; 0 at the beginning.
 *
 * @throws InvalidInputError
 */
export function rowPlace(after: string): number {
  if (after === '') return 0;
  if (!WHOLE_NUMBER.test(after)) throw notAPlace(after);
  return Number(after);
}

/**
 * The receipt after which a page begins, as {@link formatReceiptPlace} has it.
 *
 * @throws InvalidInputError
 */
export function receiptPlace(after: string): ReceiptPlace | undefined {
  if (after === '') return undefined;
  const [id = '', ...uuid] = after.split(':');
  if (uuid.length === 0 || !WHOLE_NUMBER.test(id)) throw notAPlace(after);
  return { cellGroupId: Number(id), groupUuid: uuid.join(':') };
}

export function formatReceiptPlace({ cellGroupId, groupUuid }: ReceiptPlace): string {
  return `${cellGroupId}:${groupUuid}`;
}

/**
 * Refuses a place in a pass that has one page only.
 *
 * @throws InvalidInputError
 */
export function onlyPlace(after: string): void {
  if (after !== '') throw notAPlace(after);
}

/** The error for a `resumeFrom` value that no verification reported. */
export function notAPlace(text: string): InvalidInputError {
  return new InvalidInputError(
    `Invalid resume position ${JSON.stringify(text)}; give the one that the stopped verification reported.`,
  );
}
