import type { Cell, CellUnavailableError, Deployment } from '@cellbridge/objects';
import type { Finding, UndecidedGroup } from './finding.js';
import { noCounts, sumOfCounts, type VerifyCounts } from './verify-report.js';

/** What a part of a page came to. */
export interface Found {
  readonly counts?: Partial<VerifyCounts>;
  readonly findings?: readonly Finding[];
  readonly undecided?: readonly UndecidedGroup[];
  /** Why cells did not answer. */
  readonly missed?: readonly CellUnavailableError[];
}

/** One page of a pass. */
export interface CheckedPage extends Found {
  /** Where the next page begins; `null` where there is none. */
  readonly next: string | null;
  /** Groups of the API database that were read. */
  readonly apiGroups?: number;
  readonly findings: readonly Finding[];
}

/** All parts of a page together. */
export function combine(parts: readonly Found[]): Required<Found> {
  return {
    counts: parts.reduce((sum, { counts = {} }) => sumOfCounts(sum, counts), noCounts()),
    findings: parts.flatMap(({ findings = [] }) => findings),
    undecided: parts.flatMap(({ undecided = [] }) => undecided),
    missed: parts.flatMap(({ missed = [] }) => missed),
  };
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
export type Pass<Scope> = (scope: Scope, page: PageRequest) => Promise<CheckedPage>;

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
