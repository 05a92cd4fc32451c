/** The changes of the objects, each in two forms: for the API database and for a cell. */

import * as api from '@cellbridge/db-api';
import { type ApiTransaction, now } from '@cellbridge/db-api';
import type { CellTransaction } from '@cellbridge/db-cell';
import * as cellDb from '@cellbridge/db-cell';
import { announceDestroyed } from './announce-destroyed.js';
import type { GroupChange } from './change-group.js';
import { InvalidInputError } from './errors/invalid-input-error.js';
import { type Group, withoutRules } from './group-content.js';
import type { GroupFields, MemberChanges } from './group-fields.js';

/** Makes the change that adds members and returns the group afterwards. */
export function changeToAdd(instanceUuids: readonly string[]): GroupChange<Group> {
  return {
    inApi: async (transaction, groupId) => {
      await api.addMembers(transaction, groupId, instanceUuids, now());
      return await readInApi(transaction, groupId);
    },
    inCell: async (transaction, { id }) => {
      await cellDb.addMembers(transaction, id, instanceUuids, now());
      return await readInCell(transaction, id);
    },
  };
}

/** The result of a removal of members. */
interface Removal {
  /** Those that were members, each once. */
  readonly removed: readonly string[];
  /** The group afterwards, if it was to be read. */
  readonly group: Group | undefined;
}

/**
 * Makes the change that removes members.
 *
 * @param read whether to read the group afterwards.
 */
export function changeToRemove(
  instanceUuids: readonly string[],
  { read }: { read: boolean },
): GroupChange<Removal> {
  return {
    inApi: async (transaction, groupId) => {
      const removed = await api.removeMembers(transaction, groupId, instanceUuids);
      return { removed, group: read ? await readInApi(transaction, groupId) : undefined };
    },
    inCell: async (transaction, { id }) => {
      const rows = await cellDb.removeMembers(transaction, [id], instanceUuids, now());
      const removed = [...new Set(rows.map(({ instanceUuid }) => instanceUuid))];
      return { removed, group: read ? await readInCell(transaction, id) : undefined };
    },
  };
}

/**
 * Makes the change that destroys a group and returns its last state, if it is to be read.
 *
 * @param read whether to read the group before.
 */
export function changeToDestroy(
  uuid: string,
  { read }: { read: boolean },
): GroupChange<Group | undefined> {
  return {
    isEverywhere: true,
    beforeCell: async ({ api, cellUuid, scope }, { id: cellGroupId }) =>
      await announceDestroyed(api, { uuid, cellUuid, cellGroupId }, scope),
    inApi: async (transaction, groupId) => {
      const group = read ? await readInApi(transaction, groupId) : undefined;
      await api.deleteGroup(transaction, groupId);
      await api.recordDestroyed(transaction, uuid, now());
      return group;
    },
    inCell: async (transaction, { id }) => {
      const group = read ? await readInCell(transaction, id) : undefined;
      await cellDb.softDeleteGroups(transaction, [id], now());
      return group;
    },
  };
}

/** What {@link saveGroup} writes. */
export interface Save {
  /** The whole wanted group, except for members that others added or removed meanwhile. */
  readonly fields: GroupFields;
  /** The names of the fields that were changed. */
  readonly changed: ReadonlySet<keyof GroupFields>;
  readonly members: MemberChanges;
}

/**
 * Writes changed fields. Sets the policies to exactly those given. Of the members it writes only the changes
 * since the group was read, so that members added by others stay. Returns the group afterwards.
 */
export function changeToSave(uuid: string, { fields, changed, members }: Save): GroupChange<Group> {
  const own = pick(fields, changed);
  return {
    inApi: async (transaction, groupId) => {
      await api.updateGroup(transaction, groupId, own, now());
      if (changed.has('policies') || changed.has('rules')) {
        // One statement writes both; an unchanged one is written with its current value.
        const there = await readInApi(transaction, groupId);
        if (there.unreadableRules !== undefined && !changed.has('rules')) {
          throw new InvalidInputError(
            `The rules of group ${uuid} in the API database are not a JSON object of whole numbers; give the group new rules with its policies.`,
          );
        }
        const { policies } = changed.has('policies') ? fields : there;
        const { rules } = changed.has('rules') ? fields : there;
        const kept = policies.length === 0 ? {} : rules;
        await api.replacePolicies(transaction, groupId, policies, kept, now());
      }
      await api.removeMembers(transaction, groupId, members.removed);
      await api.addMembers(transaction, groupId, members.added, now());
      return await readInApi(transaction, groupId);
    },
    inCell: async (transaction, { id }) => {
      if (changed.has('rules') && Object.keys(fields.rules).length > 0) {
        throw new InvalidInputError(
          `A cell keeps no rules; move group ${uuid} to the API database before you give it some.`,
        );
      }
      await cellDb.updateGroup(transaction, id, own, now());
      if (changed.has('policies')) {
        await cellDb.replacePolicies(transaction, id, fields.policies, now());
      }
      await cellDb.removeMembers(transaction, [id], members.removed, now());
      await cellDb.addMembers(transaction, id, members.added, now());
      return await readInCell(transaction, id);
    },
  };
}

/** Reads the current state of a locked group. */
async function readInApi(transaction: ApiTransaction, id: number): Promise<Group> {
  const group = await api.findGroupById(transaction, id);
  if (!group) throw new Error(`Group ${id} is gone, though its row is locked.`);
  return group;
}

async function readInCell(transaction: CellTransaction, id: number): Promise<Group> {
  const [group] = await cellDb.findGroupsById(transaction, [id]);
  if (!group) throw new Error(`The cell's group ${id} is gone, though its row is locked.`);
  return withoutRules(group);
}

function pick(
  { name, userId, projectId }: GroupFields,
  changed: ReadonlySet<keyof GroupFields>,
): api.GroupChanges {
  return {
    ...(changed.has('name') && { name }),
    ...(changed.has('userId') && { userId }),
    ...(changed.has('projectId') && { projectId }),
  };
}
