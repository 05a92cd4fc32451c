import type { GroupRow } from '@cellbridge/db-common';

/** A live group in a cell database: its row, its live policies and members, from one snapshot. */
export interface CellGroup extends GroupRow {
  /** In the order of their rows; Nova's `policy` is the first. A cell has no rules. */
  readonly policies: string[];
  /** Instance uuids, each once, in the order of their rows. */
  readonly members: string[];
}
