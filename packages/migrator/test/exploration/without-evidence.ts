/** Actors that keep no proof, or do not look at it, to show that the exploration would notice. */
import { findKnownGroups, recordDestroyed, setProgressState } from '@cellbridge/db-api';
import { countLiveGroups, lockGroup as lockCellGroup, softDeleteGroups } from '@cellbridge/db-cell';
import { type Deployment, INSTANCE_GROUPS_MIGRATION, now } from '@cellbridge/objects';
import { type CommittedState, readState, restoreState } from '@cellbridge/testing';
import { CellRun } from '../../src/instance-groups/cell-run.js';
import { movePasses } from '../../src/instance-groups/move-passes.js';
import type { Act } from './act.js';
import { destroyer, migrator } from './actors.js';
import { cellGoesBack } from './going-back.js';
import type { LastRun } from './outcome.js';
import { cellOf, GROUP } from './world.js';

/** Without R6: calls a cell complete in which no live group is left, whatever the cell proves. */
export const believing: LastRun = async (deployment) => {
  for (const cell of deployment.cells) {
    const key = { migration: INSTANCE_GROUPS_MIGRATION, cellUuid: cell.uuid };
    const options = {
      budget: { left: Number.POSITIVE_INFINITY },
      runId: GROUP,
      lostUuids: new Set<string>(),
    };
    await movePasses(new CellRun(deployment, cell, options));
    if ((await cell.ask(countLiveGroups)) > 0) continue;
    await deployment.api.transaction((transaction) =>
      setProgressState(transaction, key, { state: 'complete' }, now()),
    );
  }
  return {};
};

/**
 * Without R7: destroys a group in its cell, which goes back then, and records that afterwards or not at
 * all.
 */
export function destroyingFirst({ recordsAfterwards }: { recordsAfterwards: boolean }): Act {
  return {
    ...destroyer,
    act: async (deployment, stage) => {
      let cellGroupId: number | undefined;
      const destroying = async () => {
        cellGroupId = await destroyInCell(deployment);
        if (cellGroupId === undefined) await destroyer.act(deployment, stage);
      };
      await cellGoesBack({ act: destroying }).act(deployment, stage);
      if (!recordsAfterwards || cellGroupId === undefined) return;
      await stage.pause();
      await record(deployment, cellGroupId);
    },
  };
}

async function destroyInCell(deployment: Deployment): Promise<number | undefined> {
  return await cellOf(deployment).transaction(async (transaction) => {
    const group = await lockCellGroup(transaction, GROUP, null);
    if (!group || (await findKnownGroups(deployment.api, [GROUP])).has(GROUP)) return undefined;
    await softDeleteGroups(transaction, [group.id], now());
    return group.id;
  });
}

async function record(deployment: Deployment, cellGroupId: number): Promise<void> {
  const where = { cellUuid: cellOf(deployment).uuid, cellGroupId };
  await deployment.api.transaction((transaction) =>
    recordDestroyed(transaction, GROUP, now(), where),
  );
}

/** Takes the last member that was live when a group moved for the last one that it ever had. */
export const forgetful: Act = {
  act: async (deployment, stage) => {
    await migrator.act(deployment, stage);
    const { api } = deployment;
    const cell = await cellOf(deployment).withDatabase((database) =>
      readState(database, ['instance_groups', 'instance_group_member']),
    );
    const receipts = await readState(api, ['cellbridge_receipts']);
    const rows = (receipts.get('cellbridge_receipts') ?? []).map((receipt) => {
      return { ...receipt, last_member_id: lastMovedId(cell, Number(receipt.cell_group_id)) };
    });
    await restoreState(api, new Map([['cellbridge_receipts', rows]]));
  },
};

function lastMovedId(cell: CommittedState, groupId: number): number {
  const group = cell.get('instance_groups')?.find(({ id }) => id === groupId);
  const moved = (cell.get('instance_group_member') ?? []).filter(
    ({ group_id, deleted_at }) => group_id === groupId && deleted_at === group?.deleted_at,
  );
  return Math.max(0, ...moved.map(({ id }) => Number(id)));
}
