import type { Cell, CellUnavailableError, Deployment } from '@cellbridge/objects';
import type { Finding } from './finding.js';
import type { Counts } from './verify-report.js';

/** A group of which it cannot be told whether it is as it should be. */
export interface UndecidedGroup {
  readonly cellUuid: string;
  readonly groupUuid: string;
  /** Why, in one sentence. */
  readonly details: string;
}

/** One page of a pass. */
export interface Page {
  /** Where the next page begins; `null` where there is none. */
  readonly next: string | null;
  readonly counts?: Partial<Counts>;
  /** Groups of the API database that were looked at. */
  readonly apiGroups?: number;
  readonly findings: readonly Finding[];
  readonly undecided?: readonly UndecidedGroup[];
}

/** Which page: what comes after `after`, `''` at the start, and `limit` of it at most. */
export interface PageRequest {
  readonly after: string;
  readonly limit: number;
}

/**
 * One way of looking at a whole database, page by page. A pass reports only what it has seen twice,
 * or under the lock of the row: what services or migrators are about to do is not wrong.
 */
export type Pass<Scope> = (scope: Scope, page: PageRequest) => Promise<Page>;

export interface ApiScope {
  readonly deployment: Deployment;
}

export interface CellScope extends ApiScope {
  readonly cell: Cell;
  /** Whether the cell has Nova's shadow tables, to which soft-deleted rows are archived. */
  readonly hasArchive: () => Promise<boolean>;
  /** Cells in which a second copy of a group is looked for, so that each pair is met once. */
  readonly others: readonly Cell[];
  /** Whether a cell was found to be unavailable, and need not be asked again. */
  readonly isDown: (cell: Cell) => boolean;
  /** Told of another cell that cannot be asked. */
  readonly onDown: (error: CellUnavailableError) => void;
}

/** Where the page after these rows begins. */
export function nextAfter<Row>(
  rows: readonly Row[],
  limit: number,
  key: (row: Row) => string | number,
): string | null {
  const last = rows.at(-1);
  return last === undefined || rows.length < limit ? null : String(key(last));
}
