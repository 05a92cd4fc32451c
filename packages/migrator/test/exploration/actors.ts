import { addMembers, findGroupsByUuid } from '@cellbridge/db-cell';
import { instanceGroupsMigration } from '@cellbridge/migrator';
import {
  type Deployment,
  InstanceGroup,
  InstanceGroupExistsError,
  InstanceGroupList,
  InstanceGroupNotFoundError,
  now,
} from '@cellbridge/objects';
import { dropConnection } from '@cellbridge/testing';
import { insertsCellReceipts } from '../support/inserts-cell-receipts.js';
import { type Act, expectThat } from './act.js';
import { cellOf, GROUP, OTHER } from './world.js';

const RUN = '00000000-0000-4000-8000-000000000000';

export const migrator: Act = {
  act: (deployment) =>
    instanceGroupsMigration.run(deployment, {
      limit: Number.POSITIVE_INFINITY,
      runId: RUN,
      // Who goes next is decided here: not by a clock, nor by what other tests wait for on the server.
      pause: 0,
      maxWriterWait: Number.POSITIVE_INFINITY,
    }),
};

export const adder: Act = {
  act: (deployment) => InstanceGroup.addMembers(deployment.adminContext(), GROUP, ['new']),
  expect: (group) =>
    expectThat(!group || group.members.includes('new'), 'An added member is lost.'),
};

export const remover: Act = {
  act: (deployment) => InstanceGroup.removeMembers(deployment.adminContext(), GROUP, ['m1']),
  expect: (group) => expectThat(!group?.members.includes('m1'), 'A removed member came back.'),
};

/** Removes the member whose row is the last one. */
export const lastRemover: Act = {
  act: (deployment) => InstanceGroup.removeMembers(deployment.adminContext(), GROUP, ['m2']),
  expect: (group) => expectThat(!group?.members.includes('m2'), 'A removed member came back.'),
};

export const bulkRemover: Act = {
  ...remover,
  act: (deployment) => InstanceGroup.destroyMembersBulk(deployment.adminContext(), ['m1']),
};

/**
 * A migrator dies after its commit in the API database, an instance is deleted, and another migrator
 * cleans up: the cell's rows end otherwise than they moved.
 */
export const lateCleanUp: Act = {
  act: async (deployment, stage) => {
    const intercept = dropConnection(insertsCellReceipts);
    await using dying = await stage.run.open({ name: 'dying', intercept });
    await migrator.act(dying, stage);
    await bulkRemover.act(deployment, stage);
    await migrator.act(deployment, stage);
  },
};

export const renamer: Act = {
  act: async (deployment) => {
    const group = await InstanceGroup.getByUuid(deployment.adminContext(), GROUP);
    group.name = 'renamed';
    await group.save();
  },
  expect: (group) => expectThat(!group || group.name === 'renamed', 'A new name is lost.'),
};

export const memberSaver: Act = {
  act: async (deployment) => {
    const group = await InstanceGroup.getByUuid(deployment.adminContext(), GROUP);
    group.members = [...group.members.filter((member) => member !== 'm1'), 'm4'];
    await group.save();
  },
  expect: (group) => {
    const saved = group?.members.filter((member) => ['m1', 'm2', 'm4'].includes(member));
    expectThat(!saved || saved.join() === 'm2,m4', 'Saved members are lost.');
  },
};

export const destroyer: Act = {
  act: async (deployment) => {
    const group = await InstanceGroup.getByUuid(deployment.adminContext(), GROUP);
    await group.destroy();
  },
  expect: (group) => expectThat(group === null, 'A destroyed group came back.'),
  destroys: true,
  isLostWithCell: false,
};

export const recreator: Act = {
  act: async (deployment) => {
    const context = deployment.adminContext();
    const group = await InstanceGroup.getByUuid(context, GROUP);
    await group.destroy();
    await InstanceGroup.create(context, { uuid: GROUP, name: 'again', members: ['m5'] });
  },
  expect: (group) => {
    expectThat(group?.name === 'again', 'A group that was created again is lost.');
    expectThat(group?.members.join() === 'm5', 'It has members of the one before.');
  },
  destroys: true,
};

export const creator: Act = {
  act: async (deployment) => {
    await InstanceGroup.create(deployment.adminContext(), { uuid: GROUP, name: 'second' });
    throw new Error('A uuid that is taken was given again.');
  },
  mayFail: (error) => error instanceof InstanceGroupExistsError,
};

/** Adds a member to the row that it found in the cell, whatever has become of that. */
export const oldWriter: Act = {
  act: async (deployment) => {
    const cell = cellOf(deployment);
    const group = await cell.ask((database) => findGroupsByUuid(database, GROUP, null));
    const id = group[0]?.id;
    if (!id) throw new InstanceGroupNotFoundError(GROUP);
    await cell.transaction((transaction) => addMembers(transaction, id, ['late'], now()));
  },
  expect: (group) => {
    expectThat(!group || group.members.includes('late'), 'A late member is lost.');
  },
  isLostWithCell: true,
  mayFail: (error) => error instanceof InstanceGroupNotFoundError,
};

function finds(find: (deployment: Deployment) => Promise<InstanceGroup>): Act {
  return {
    act: async (deployment) => {
      const group = await find(deployment);
      expectThat(group.uuid === GROUP, 'Another group was found.');
      expectThat(group.name === 'one' && group.policy === 'affinity', 'The group is not whole.');
      expectThat(group.members.join() === 'm1,m2', 'The members are not whole.');
    },
  };
}

export const uuidReader = finds((deployment) =>
  InstanceGroup.getByUuid(deployment.adminContext(), GROUP),
);
export const nameReader = finds((deployment) =>
  InstanceGroup.getByName(deployment.adminContext(), 'one'),
);
export const instanceReader = finds((deployment) =>
  InstanceGroup.getByInstanceUuid(deployment.adminContext(), 'm2'),
);

/** Beside a writer it finds the group as it is before the write or after it, and nothing in between. */
export const looker: Act = {
  act: async (deployment) => {
    const group = await InstanceGroup.getByUuid(deployment.adminContext(), GROUP);
    const { name, policy, members } = group;
    const names = ['one', 'renamed'];
    const memberships = ['m1,m2', 'm2', 'm1,m2,new', 'm2,m4', 'm1,m2,late'];
    expectThat(names.includes(name ?? '') && policy === 'affinity', 'The group is not whole.');
    expectThat(memberships.includes(members.join()), `The members are ${members}.`);
  },
};

export const lister: Act = {
  act: async (deployment) => {
    const groups = await InstanceGroupList.getAll(deployment.adminContext());
    const uuids = groups.map(({ uuid }) => uuid).join();
    expectThat(uuids === `${GROUP},${OTHER}`, `A list is not whole: ${uuids}.`);
  },
};

export const pager: Act = {
  act: async (deployment) => {
    const uuids: string[] = [];
    const groups = InstanceGroupList.iterate(deployment.adminContext(), { batchSize: 1 });
    for await (const { uuid } of groups) uuids.push(uuid);
    expectThat(uuids.join() === `${GROUP},${OTHER}`, `Pages repeat or skip a group: ${uuids}.`);
  },
};

export const counter: Act = {
  act: async (deployment) => {
    const context = deployment.adminContext();
    const { project } = await InstanceGroupList.getCounts(context, 'project');
    expectThat(project.serverGroups === 2, `${project.serverGroups} groups were counted.`);
  },
};

/** Beside a destroyer a group may be gone at any moment. */
export function whereItMayBeGone(actor: Act): Act {
  return {
    ...actor,
    mayFail: (error) =>
      error instanceof InstanceGroupNotFoundError || actor.mayFail?.(error) === true,
  };
}
