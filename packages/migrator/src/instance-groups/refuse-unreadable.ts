import type { Transaction } from '@cellbridge/db-api';
import {
  type CellGroupRow,
  findMovedContent,
  findUnreadableValues,
  type TakenRow,
} from '@cellbridge/db-cell';
import { UnreadableValueError } from './unreadable-value-error.js';

/** Rows of a cell that are about to be copied, as they were read. */
export interface CopiedRows {
  readonly groups: readonly CellGroupRow[];
  readonly policies: readonly TakenRow[];
  readonly members: readonly (Pick<TakenRow, 'id' | 'value'> & Partial<TakenRow>)[];
}

/** @throws UnreadableValueError if one of the rows holds a value that is not what its column says. */
export async function refuseUnreadable(
  cellTransaction: Transaction,
  { groups, policies, members }: CopiedRows,
): Promise<void> {
  const values = [
    ...(await findUnreadableValues(cellTransaction, 'group', groups)),
    ...(await findUnreadableValues(cellTransaction, 'policy', policies)),
    ...(await findUnreadableValues(cellTransaction, 'member', members)),
  ];
  if (values.length > 0) throw new UnreadableValueError(values);
}

/** The same for a group that is live and locked, by the id of its row. */
export async function refuseUnreadableGroup(
  cellTransaction: Transaction,
  cellGroupId: number,
): Promise<void> {
  const groups = await findMovedContent(cellTransaction, [cellGroupId], { withArchive: false });
  const policies = groups.flatMap((group) => group.policies);
  const members = groups.flatMap((group) => group.members);
  await refuseUnreadable(cellTransaction, { groups, policies, members });
}
