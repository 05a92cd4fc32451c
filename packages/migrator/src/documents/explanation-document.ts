import type { Receipt } from '@cellbridge/db-api';
import type { ExplainedCell, GroupExplanation } from '../explain/explain-group.js';
import { isoTime } from './iso-time.js';
import { type QuarantineDocument, quarantineDocument } from './quarantine-document.js';
import { type UnavailableCell, unavailableCellsOf } from './unavailable-cells.js';

/** What a cell holds of a group. */
export type ExplainedCellDocument = Omit<ExplainedCell, 'error'>;

/** The API database's proof that a group has moved, or was destroyed. */
export interface ReceiptDocument extends Omit<Receipt, 'movedAt' | 'destroyedAt'> {
  /** ISO 8601. */
  readonly movedAt: string;
  /** When the group was destroyed in the API database, ISO 8601; another one with its uuid may exist since. */
  readonly destroyedAt: string | null;
}

/** Where a group is, for programs: what `cellbridge explain --json` prints. */
export interface ExplanationDocument
  extends Omit<GroupExplanation, 'receipt' | 'cells' | 'quarantine'> {
  /** The API database's proof that it has moved, or was destroyed; `null` where it has none. */
  readonly receipt: ReceiptDocument | null;
  /** Every cell, sorted by uuid; one that could not be asked has no rows. */
  readonly cells: readonly ExplainedCellDocument[];
  /** What was decided and is to be decided about it, oldest first. */
  readonly quarantine: readonly QuarantineDocument[];
  /** The cells that could not be asked. */
  readonly unavailableCells: readonly UnavailableCell[];
}

/** The document of an explanation. */
export function explanationDocument(explanation: GroupExplanation): ExplanationDocument {
  const { receipt, cells, quarantine } = explanation;
  return {
    ...explanation,
    receipt: receipt && receiptDocument(receipt),
    cells: cells.map(({ error: _error, ...cell }) => cell),
    quarantine: quarantine.map(quarantineDocument),
    unavailableCells: unavailableCellsOf(cells.flatMap(({ error }) => error ?? [])),
  };
}

function receiptDocument(receipt: Receipt): ReceiptDocument {
  const { movedAt, destroyedAt } = receipt;
  return {
    ...receipt,
    movedAt: isoTime(movedAt),
    destroyedAt: destroyedAt && isoTime(destroyedAt),
  };
}
