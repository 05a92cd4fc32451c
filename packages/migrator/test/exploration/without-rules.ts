/** Actors that leave one rule out, to show that the exploration would notice. */
import { findGroupByUuid, listGroups as listApiGroups, setProgressState } from '@cellbridge/db-api';
import {
  findGroupsByUuid,
  listGroups as listCellGroups,
  lockGroup as lockCellGroup,
  updateGroup,
} from '@cellbridge/db-cell';
import {
  type Deployment,
  INSTANCE_GROUPS_MIGRATION,
  InstanceGroup,
  now,
} from '@cellbridge/objects';
import type { Act } from './act.js';
import { findOrNull } from './find-or-null.js';
import { cellOf, GROUP, OTHER } from './world.js';

async function findInCell(deployment: Deployment): Promise<boolean> {
  const groups = await cellOf(deployment).ask((cell) => findGroupsByUuid(cell, GROUP, null));
  return groups.length > 0;
}

/** Without R1: believes a row in the cell, whatever the API database knows. */
export const believer: Act = {
  act: async (deployment) => {
    const context = deployment.adminContext();
    const group = await findOrNull(() => InstanceGroup.getByUuid(context, GROUP));
    await group?.destroy();
    if (await findInCell(deployment)) throw new Error('A destroyed group came back.');
  },
  destroys: true,
};

/** Without R2: changes the row in the cell without a look into the API database. */
export const unfenced: Act = {
  act: async (deployment) => {
    const changed = await cellOf(deployment).transaction(async (transaction) => {
      const group = await lockCellGroup(transaction, GROUP, null);
      if (group) await updateGroup(transaction, group.id, { name: 'renamed' }, now());
      return group !== undefined;
    });
    if (changed) return;
    const group = await InstanceGroup.getByUuid(deployment.adminContext(), GROUP);
    group.name = 'renamed';
    await group.save();
  },
  expect: (group) => {
    if (group?.name !== 'renamed') throw new Error('A new name is lost.');
  },
};

/** Without R3: looks into the API database and the cell, and not again. */
export const hasty: Act = {
  act: async (deployment) => {
    if (await findGroupByUuid(deployment.api, GROUP, null)) return;
    if (!(await findInCell(deployment))) throw new Error('An existing group was not found.');
  },
};

/** Without R3 for lists: reads the API database first. */
export const reversed: Act = {
  act: async (deployment) => {
    const api = await listApiGroups(deployment.api, null);
    const cell = await cellOf(deployment).ask((database) => listCellGroups(database, null));
    const uuids = new Set([...api, ...cell].map(({ uuid }) => uuid));
    if (!uuids.has(GROUP) || !uuids.has(OTHER)) throw new Error('A list misses a group.');
  },
};

/** Without R4: holds a lock of the API database, which a migrator needs, while it waits for one of the cell. */
export const topsyTurvy: Act = {
  act: (deployment) =>
    deployment.api.transaction(async (transaction) => {
      const cell = cellOf(deployment);
      const key = { migration: INSTANCE_GROUPS_MIGRATION, cellUuid: cell.uuid };
      await setProgressState(transaction, key, { state: 'running' }, now());
      await cell.transaction((cellTransaction) => lockCellGroup(cellTransaction, GROUP, null));
    }),
};
