import type { CellStatus } from '../cell-status.js';
import type { MigrationStatus } from '../status.js';
import { type DescribedLeft, describeLeft } from './describe-left.js';

/** How a move stands, for programs: what `cellbridge status --json` prints. */
export interface StatusDocument extends Omit<MigrationStatus, 'left'> {
  /** What is left to do, in the order in which to do it, with the command for each. */
  readonly left: readonly DescribedLeft[];
}

/**
 * The document of a status.
 *
 * @param known all cells of the deployment: a name that two of them bear names none.
 */
export function statusDocument(
  status: MigrationStatus,
  known: readonly Pick<CellStatus, 'uuid' | 'name'>[],
): StatusDocument {
  return { ...status, left: describeLeft(status, known) };
}
