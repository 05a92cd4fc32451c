/** Writes receipts, and records later changes in them. */

import { and, eq, sql } from 'drizzle-orm';
import type { ApiTransaction } from './api-database.js';
import { HIGHEST_ID, type NewReceipt, NO_RUN, namesIn, type Receipt } from './receipts.js';

/**
 * Writes a receipt for a group that the API database already holds, or that was destroyed later. Keeps an
 * existing one.
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
 * Records which fields of locked groups are changed now, so that a verification can tell changes from damage.
 * Skips a group that did not move: it has no receipt.
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

/** Updates receipts to the digests that this release makes, by the uuids of their groups. */
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
    update ${receipts}
    set digest = (select made.digest from ${rows} where made.group_uuid = ${receipts}.group_uuid)
    where ${transaction.dialect.anyOf(sql`group_uuid`, [...digests.keys()], 'text')}`);
}

/** The receipt of a group that did not come from a cell. */
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
 * Records that a group was destroyed: in the API database, or, before the row there is soft-deleted, in a cell
 * (R7 in docs/correctness.md). An existing receipt keeps its cell. If there is none, it writes one, so that a row
 * with its uuid in a cell is not taken for the group, which would bring it back: a cell may hold a live one, or
 * prove a move that the API database has lost.
 *
 * It waits for anyone who writes a receipt of the same uuid at the same time. So a group that is moved
 * meanwhile may exist afterwards although it did not before.
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

/**
 * Lets no member row of these groups' rows count as one that came after the move: a reversal is about to write their
 * members there, and if it is killed, what it has written does not follow the groups.
 */
export async function holdMembers(
  transaction: ApiTransaction,
  cellUuid: string,
  groupUuids: readonly string[],
): Promise<void> {
  const { receipts } = transaction.tables;
  const areAsked = transaction.dialect.anyOf(receipts.groupUuid, groupUuids, 'text');
  await transaction
    .update(receipts)
    .set({ lastMemberId: HIGHEST_ID })
    .where(and(eq(receipts.cellUuid, cellUuid), areAsked));
}

/** Forgets that groups have moved: they are in their cell again. Call it with `deleteGroups`. */
export async function forgetMoves(
  transaction: ApiTransaction,
  groupUuids: readonly string[],
): Promise<void> {
  const { receipts } = transaction.tables;
  await transaction
    .delete(receipts)
    .where(transaction.dialect.anyOf(receipts.groupUuid, groupUuids, 'text'));
}
