/** What comes late: groups that are committed late, cells that are mapped late, services that start late. */
import { insertCellMapping } from '@cellbridge/db-api';
import { type Deployment, InstanceGroup, InstanceGroupList, now } from '@cellbridge/objects';
import { insertRows } from '@cellbridge/testing';
import { type Act, expectThat } from './act.js';
import { findOrNull } from './find-or-null.js';
import { cellOf, ELSEWHERE, GROUP, LATE, OTHER } from './world.js';

/** Makes a group in the cell under an id that was generated before those of all others. */
export const lateCommitter: Act = {
  act: async (deployment, { run: { earlyId: id } }) => {
    const stamps = { created_at: now(), deleted: 0 };
    await cellOf(deployment).transaction(async (transaction) => {
      const project = { user_id: 'user', project_id: 'project' };
      const group = { ...stamps, ...project, id, uuid: LATE, name: 'late' };
      await insertRows(transaction, 'instance_groups', [group]);
      const member = { ...stamps, group_id: id, instance_id: 'm7' };
      await insertRows(transaction, 'instance_group_member', [member]);
    });
  },
  makes: LATE,
};

/** Maps a cell that holds a group. */
export const mapper: Act = {
  act: ({ api }, { run: { unmapped } }) => {
    const { uuid, name, url } = unmapped;
    const mapping = { uuid, name: name ?? '', databaseConnection: url ?? '', createdAt: now() };
    return api.transaction((transaction) => insertCellMapping(transaction, mapping));
  },
  makes: ELSEWHERE,
};

/** Finds groups, in either way, that were there when it began to look. */
export async function lookAround(deployment: Deployment, there: readonly string[]): Promise<void> {
  const context = deployment.adminContext();
  for (const uuid of there) {
    const group = await findOrNull(() => InstanceGroup.getByUuid(context, uuid));
    expectThat(group !== null, `Group ${uuid} exists and is not found.`);
  }
  const listed = (await InstanceGroupList.getAll(context)).map(({ uuid }) => uuid);
  expectThat(new Set(listed).size === listed.length, `A list repeats a group: ${listed}.`);
  const missing = [OTHER, ...there].filter((uuid) => !listed.includes(uuid));
  expectThat(missing.length === 0, `A list misses a group: ${missing}.`);
}

/** A service that starts when its turn comes. */
export const startingService: Act = {
  act: async (_deployment, stage) => {
    const there = [GROUP, ...stage.made()];
    await using deployment = await stage.open();
    await lookAround(deployment, there);
  },
};

/** A service that has run for long, and asks at every read what it would ask once in a while. */
export const runningService: Act = {
  // Any time that has passed is longer.
  opens: { recheckAfter: Number.MIN_VALUE },
  act: (deployment, stage) => lookAround(deployment, [GROUP, ...stage.made()]),
};
