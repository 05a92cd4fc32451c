import {
  type CellReader,
  type CellTransaction,
  findMovedContent,
  findUnreadableValues,
  type GroupRow,
  type TakenRow,
  type UnreadableValue,
} from '@cellbridge/db-cell';
import { UnreadableValueError } from './unreadable-value-error.js';

/** Rows of a cell that are about to be copied, as they were read. */
export interface CopiedRows {
  readonly groups: readonly GroupRow[];
  readonly policies: readonly TakenRow[];
  readonly members: readonly (Pick<TakenRow, 'id' | 'value'> & Partial<TakenRow>)[];
}

/** @throws UnreadableValueError if one of the rows holds a value that is not what its column says. */
export async function refuseUnreadable(
  cellTransaction: CellTransaction,
  rows: CopiedRows,
): Promise<void> {
  const values = await findUnreadable(cellTransaction, rows);
  if (values.length > 0) throw new UnreadableValueError(values);
}

/** The same for a group that is live and locked, by the id of its row. */
export async function refuseUnreadableGroup(
  cellTransaction: CellTransaction,
  cellGroupId: number,
): Promise<void> {
  const values = await findUnreadableInGroup(cellTransaction, cellGroupId);
  if (values.length > 0) throw new UnreadableValueError(values);
}

/** The values of a group, by the id of its row, that are not what their columns say. */
export async function findUnreadableInGroup(
  cell: CellReader,
  cellGroupId: number,
): Promise<UnreadableValue[]> {
  const groups = await findMovedContent(cell, [cellGroupId], { withArchive: false });
  const policies = groups.flatMap((group) => group.policies);
  const members = groups.flatMap((group) => group.members);
  return await findUnreadable(cell, { groups, policies, members });
}

/** The values of rows that are not what their columns say. */
export async function findUnreadable(
  cell: CellReader,
  { groups, policies, members }: CopiedRows,
): Promise<UnreadableValue[]> {
  return [
    ...(await findUnreadableValues(cell, 'group', groups)),
    ...(await findUnreadableValues(cell, 'policy', policies)),
    ...(await findUnreadableValues(cell, 'member', members)),
  ];
}
