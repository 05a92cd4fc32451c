/** Writing receipts, and what is recorded in them afterwards. */

import { eq, sql } from 'drizzle-orm';
import type { ApiTransaction } from './api-database.js';
import { type NewReceipt, NO_RUN, namesIn, type Receipt } from './receipts.js';

/**
 * Writes a receipt for a group that the API database holds already, or that was destroyed since; one
 * that is there stays.
 *
 * @returns whether it was written.
 */
export async function insertReceipt(
  transaction: ApiTransaction,
  receipt: NewReceipt & Partial<Pick<Receipt, 'destroyedAt'>>,
): Promise<boolean> {
  const { receipts } = transaction.tables;
  return await transaction.insertIfAbsent(receipts, { ...receipt, changed: null });
}

/**
 * Records which fields of locked groups are changed now: a verification tells them from damage by it.
 * A group that did not move has no receipt, and is passed over.
 */
export async function recordChanged(
  transaction: ApiTransaction,
  groupIds: readonly number[],
  fields: readonly string[],
): Promise<void> {
  const { dialect } = transaction;
  const { instanceGroups, receipts } = transaction.tables;
  const moved = await transaction
    .select({ groupUuid: receipts.groupUuid, changed: receipts.changed })
    .from(receipts)
    .where(
      sql`${receipts.groupUuid} in (select uuid from ${instanceGroups}
        where ${dialect.anyOf(sql`id`, groupIds, 'integer')})`,
    );
  for (const { groupUuid, changed } of moved) {
    const known = namesIn(changed);
    const names = new Set([...known, ...fields]);
    if (names.size === known.length) continue;
    await transaction
      .update(receipts)
      .set({ changed: [...names].join(',') })
      .where(eq(receipts.groupUuid, groupUuid));
  }
}

/** Gives receipts the digests that this release makes, by the uuids of their groups. */
export async function updateDigests(
  transaction: ApiTransaction,
  digests: ReadonlyMap<string, string>,
): Promise<void> {
  const { receipts } = transaction.tables;
  const rows = transaction.dialect.rows(
    {
      group_uuid: { type: 'text', values: [...digests.keys()] },
      digest: { type: 'text', values: [...digests.values()] },
    },
    'made',
  );
  await transaction.run(sql`
    update ${receipts} set digest = made.digest from ${rows}
    where ${receipts.groupUuid} = made.group_uuid`);
}

/** What a receipt says of a group that did not come from a cell. */
const NO_MOVE = {
  cellUuid: '',
  cellGroupId: 0,
  lastMemberId: 0,
  digest: '',
  runId: NO_RUN,
};

/** The row of a cell in which a group was destroyed. */
export interface DestroyedRow {
  readonly cellUuid: string;
  readonly cellGroupId: number;
}

/**
 * Records that a group was destroyed: in the API database, or, before the row there is soft-deleted, in
 * a cell (R7). A receipt that is there keeps its cell. If there is none, one is written, so that a row of
 * its uuid in a cell is not taken for the group, which would be back: a cell may hold one that is live,
 * or prove a move that the API database has lost.
 *
 * It waits for whoever writes a receipt of the same uuid at the same time; so a group that is moved
 * meanwhile may be there afterwards, though it was not before.
 *
 * @param row where a cell held the group; without it the API database did.
 */
export async function recordDestroyed(
  transaction: ApiTransaction,
  groupUuid: string,
  destroyedAt: string,
  row?: DestroyedRow,
): Promise<void> {
  const { receipts } = transaction.tables;
  const receipt = { ...NO_MOVE, ...row, groupUuid, movedAt: destroyedAt, destroyedAt };
  await transaction.upsert(receipts, receipt, [receipts.groupUuid], () => ({ destroyedAt }));
}
