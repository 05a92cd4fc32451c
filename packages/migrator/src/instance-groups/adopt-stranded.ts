import {
  findGroupsByUuid,
  findReceiptsByCellGroup,
  lockGroup,
  type Receipt,
  replacePolicies,
  type Transaction,
} from '@cellbridge/db-api';
import {
  countLiveRows,
  type DetachedRow,
  listDetachedRows,
  lockLiveRows,
  type RowKind,
  softDeleteRows,
} from '@cellbridge/db-cell';
import { now } from '@cellbridge/objects';
import { adoptMembers } from './adopt-members.js';
import type { CellRun } from './cell-run.js';
import { claimGroups, spendClaim } from './claim.js';

/** How many rows are looked at in one go. */
const PAGE = 1_000;

/**
 * Lets stranded rows follow their group: live rows that a writer who does not know of the move has left
 * under a group that has moved. A policy is kept only where the group has none. Rows of groups that
 * never moved are orphans, and stay.
 *
 * @returns how many policy rows stay because the group has another policy.
 */
export async function adoptStranded(run: CellRun): Promise<number> {
  await forEachStranded(run, 'member', async (receipt, transaction, ids) => {
    const claim = await claimGroups(run, transaction, [receipt.cellGroupId]);
    // Read after the claim was committed: that this works proves that the locks were held until then.
    const late = await lockLiveRows(transaction, 'member', ids);
    await spendClaim(run, claim, (api) => adoptMembers(api, [{ receipt, late }]));
    return late.map(({ id }) => id);
  });
  let left = 0;
  await forEachStranded(run, 'policy', async (receipt, transaction, ids) => {
    const claim = await claimGroups(run, transaction, [receipt.cellGroupId]);
    const late = await lockLiveRows(transaction, 'policy', ids);
    const policies = late.map(({ value }) => value).filter((value) => value !== null);
    const kept = await spendClaim(run, claim, (api) => adoptPolicies(api, receipt, policies));
    const adopted = late.filter(({ value }) => value === null || kept?.includes(value) !== false);
    left += late.length - adopted.length;
    return adopted.map(({ id }) => id);
  });
  return left;
}

/** @returns the policies that the group has then; `undefined` where it was destroyed. */
async function adoptPolicies(
  transaction: Transaction,
  { groupUuid, destroyedAt }: Receipt,
  policies: readonly string[],
): Promise<readonly string[] | undefined> {
  const groupId = await lockGroup(transaction, groupUuid, null);
  const [group] = await findGroupsByUuid(transaction, [groupUuid]);
  if (groupId === undefined || !group || destroyedAt !== null) return undefined;
  if (group.policies.length > 0 || policies.length === 0) return group.policies;
  await replacePolicies(transaction, groupId, policies, {}, now());
  return policies;
}

/**
 * Goes through the stranded rows of a cell, group by group.
 *
 * @param adopt gets the ids of live rows of one group, and gives back those to soft-delete.
 */
async function forEachStranded(
  run: CellRun,
  kind: RowKind,
  adopt: (
    receipt: Receipt,
    transaction: Transaction,
    ids: readonly number[],
  ) => Promise<readonly number[]>,
): Promise<void> {
  const { cell, deployment } = run;
  // Mostly there is none. To find that out, PostgreSQL reads the table once; to list them in the order
  // of their ids it goes through an index, or asks for each moved group: several times as long.
  if ((await cell.examine((reader) => countLiveRows(reader, kind))) === 0) return;
  let afterId = 0;
  while (!run.signal?.aborted) {
    const page = { afterId, limit: PAGE };
    const rows = await cell.examine((reader) => listDetachedRows(reader, kind, page));
    const last = rows.at(-1);
    if (!last) return;
    const groupIds = [...new Set(rows.map(({ groupId }) => groupId))];
    const receipts = await findReceiptsByCellGroup(deployment.api, cell.uuid, groupIds);
    for (const receipt of receipts) {
      const isOfGroup = ({ groupId, groupUuid }: DetachedRow) =>
        groupId === receipt.cellGroupId && groupUuid === receipt.groupUuid;
      const ids = rows.filter(isOfGroup).map(({ id }) => id);
      if (ids.length === 0) continue;
      await cell.write(async (transaction) => {
        await lockLiveRows(transaction, kind, ids);
        const adopted = await adopt(receipt, transaction, ids);
        await softDeleteRows(transaction, kind, adopted, now());
      });
    }
    afterId = last.id;
  }
}
