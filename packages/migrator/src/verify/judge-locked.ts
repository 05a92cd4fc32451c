import { DatabaseBusyError } from '@cellbridge/db-api';
import { type GroupKey, lockLiveGroups } from '@cellbridge/db-cell';
import type { Finding, UndecidedGroup } from './finding.js';
import type { CellScope, CheckedPage } from './pass.js';

/**
 * Judges live rows of a cell under their locks: whoever moves or destroys a group holds its row, so that
 * what is there stays there. Rows that somebody holds are waited for last; where the wait takes longer
 * than it may, their groups are undecided.
 */
export async function judgeLocked(
  { cell }: CellScope,
  rows: readonly GroupKey[],
  judge: (locked: readonly GroupKey[]) => Promise<readonly Finding[]>,
): Promise<Pick<CheckedPage, 'findings'> & { readonly undecided: readonly UndecidedGroup[] }> {
  const findings: Finding[] = [];
  let left = rows;
  for (const skipLocked of [true, false]) {
    if (left.length === 0) break;
    const ids = left.map(({ id }) => id);
    try {
      const judged = await cell.transaction(async (transaction) => {
        const locked = await lockLiveGroups(transaction, { ids, skipLocked });
        return { locked, findings: await judge(locked) };
      });
      findings.push(...judged.findings);
      const done = new Set(judged.locked.map(({ id }) => id));
      left = left.filter(({ id }) => !done.has(id));
    } catch (error) {
      if (!DatabaseBusyError.isInstance(error)) throw error;
      const undecided = left.map(({ id, uuid: groupUuid }) => {
        const details = `Row ${id} of the cell is locked: ${error.message}`;
        return { cellUuid: cell.uuid, groupUuid, details };
      });
      return { findings, undecided };
    }
  }
  return { findings, undecided: [] };
}
