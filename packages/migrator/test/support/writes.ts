import { type Deployment, InstanceGroup, InstanceGroupNotFoundError } from '@cellbridge/objects';
import type { TestDeployment } from '@cellbridge/testing';
import { expect } from 'vitest';
import { move, openDeployment } from './move.js';

export interface Write {
  readonly what: string;
  /** Changes a group named `before` with the members `kept` and `other`, which is unique. */
  readonly write: (deployment: Deployment, uuid: string, other: string) => Promise<unknown>;
  /** How it has to be seen from then on; `null`: not found. */
  readonly after: { readonly name: string; readonly members: (other: string) => string[] } | null;
}

/** Every way in which a service changes a group. */
export const WRITES: readonly Write[] = [
  {
    what: 'add',
    write: (deployment, uuid) =>
      InstanceGroup.addMembers(deployment.adminContext(), uuid, ['added']),
    after: { name: 'before', members: (other) => ['added', 'kept', other] },
  },
  {
    what: 'removal',
    write: (deployment, uuid, other) =>
      InstanceGroup.removeMembers(deployment.adminContext(), uuid, [other]),
    after: { name: 'before', members: () => ['kept'] },
  },
  {
    what: 'removal in bulk',
    write: (deployment, _, other) =>
      InstanceGroup.destroyMembersBulk(deployment.adminContext(), [other]),
    after: { name: 'before', members: () => ['kept'] },
  },
  {
    what: 'save',
    write: async (deployment, uuid) => {
      const group = await InstanceGroup.getByUuid(deployment.adminContext(), uuid);
      group.members = ['kept', 'saved'];
      await group.save();
    },
    after: { name: 'before', members: () => ['kept', 'saved'] },
  },
  {
    what: 'rename',
    write: async (deployment, uuid) => {
      const group = await InstanceGroup.getByUuid(deployment.adminContext(), uuid);
      group.name = 'after';
      await group.save();
    },
    after: { name: 'after', members: (other) => ['kept', other] },
  },
  {
    what: 'destroy',
    write: async (deployment, uuid) => {
      await (await InstanceGroup.getByUuid(deployment.adminContext(), uuid)).destroy();
    },
    after: null,
  },
];

/** What a process sees that has just begun, and knows nothing. */
async function expectSeen(
  databases: TestDeployment,
  uuid: string,
  other: string,
  after: Write['after'],
): Promise<void> {
  await using reader = await openDeployment(databases, { fallback: 'always' });
  const reading = InstanceGroup.getByUuid(reader.adminContext(), uuid);
  if (!after) {
    await expect(reading).rejects.toThrow(InstanceGroupNotFoundError);
    return;
  }
  const { name, members } = await reading;
  expect({ name, members: [...members].sort() }).toEqual({
    name: after.name,
    members: after.members(other).sort(),
  });
}

/** Expects the outcome of a write both before and after what is left is moved. */
export async function expectSeenUntilMoved(
  databases: TestDeployment,
  uuid: string,
  other: string,
  after: Write['after'],
): Promise<void> {
  await expectSeen(databases, uuid, other, after);
  expect(await move(databases)).toMatchObject({ outcome: 'complete' });
  await expectSeen(databases, uuid, other, after);
}
