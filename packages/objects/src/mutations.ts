/** What the objects do to a group: each change in its two forms, for the API database and for a cell. */
import * as api from '@cellbridge/db-api';
import * as cellDb from '@cellbridge/db-cell';
import { announceDestroyed } from './announce-destroyed.js';
import type { GroupChange } from './change-group.js';
import { InvalidInputError } from './errors/invalid-input-error.js';
import type { GroupFields } from './group-fields.js';
import { now } from './timestamps.js';

/** Adds members, and gives back all of them. */
export function addMembers(instanceUuids: readonly string[]): GroupChange<string[]> {
  return {
    inApi: async (transaction, groupId) => {
      await api.addMembers(transaction, groupId, instanceUuids, now());
      return await api.listMembers(transaction, groupId);
    },
    inCell: async (transaction, { id }) => {
      await cellDb.addMembers(transaction, id, instanceUuids, now());
      return await cellDb.listMembers(transaction, id);
    },
  };
}

export function removeMembers(instanceUuids: readonly string[]): GroupChange<void> {
  return {
    inApi: (transaction, groupId) => api.removeMembers(transaction, groupId, instanceUuids),
    inCell: (transaction, { id }) => cellDb.removeMembers(transaction, [id], instanceUuids, now()),
  };
}

export function destroyGroup(uuid: string): GroupChange<void> {
  return {
    isEverywhere: true,
    beforeCell: async ({ api, cellUuid, scope }, { id: cellGroupId }) =>
      await announceDestroyed(api, { uuid, cellUuid, cellGroupId }, scope),
    inApi: async (transaction, groupId) => {
      await api.deleteGroup(transaction, groupId);
      await api.recordDestroyed(transaction, uuid, now());
    },
    inCell: (transaction, { id }) => cellDb.softDeleteGroups(transaction, [id], now()),
  };
}

/**
 * Writes changed fields; policies and members become exactly what is given. Gives back
 * the group as it is then.
 *
 * @param fields the whole group as it shall be, and `changed`, the names of what changed.
 */
export function saveGroup(
  uuid: string,
  fields: GroupFields,
  changed: ReadonlySet<keyof GroupFields>,
): GroupChange<api.ApiGroup | undefined> {
  const own = pick(fields, changed);
  return {
    inApi: async (transaction, groupId) => {
      await api.updateGroup(transaction, groupId, own, now());
      if (changed.has('policies') || changed.has('rules')) {
        // One statement writes both; what was not changed is taken as it is now.
        const there = await api.findGroupByUuid(transaction, uuid, null);
        if (there?.unreadableRules !== undefined && !changed.has('rules')) {
          throw new InvalidInputError(
            `The rules of group ${uuid} in the API database are not a JSON object; give the group new rules with its policies.`,
          );
        }
        const { policies } = changed.has('policies') || !there ? fields : there;
        const { rules } = changed.has('rules') || !there ? fields : there;
        const kept = policies.length === 0 ? {} : rules;
        await api.replacePolicies(transaction, groupId, policies, kept, now());
      }
      if (changed.has('members')) {
        const surplus = without(await api.listMembers(transaction, groupId), fields.members);
        await api.removeMembers(transaction, groupId, surplus);
        await api.addMembers(transaction, groupId, fields.members, now());
      }
      return await api.findGroupByUuid(transaction, uuid, null);
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
      if (changed.has('members')) {
        const surplus = without(await cellDb.listMembers(transaction, id), fields.members);
        await cellDb.removeMembers(transaction, [id], surplus, now());
        await cellDb.addMembers(transaction, id, fields.members, now());
      }
      const [saved] = await cellDb.findGroupsByUuid(transaction, uuid, null);
      return saved && { ...saved, rules: {} };
    },
  };
}

function pick(
  { name, userId, projectId }: GroupFields,
  changed: ReadonlySet<keyof GroupFields>,
): api.ApiGroupChanges {
  return {
    ...(changed.has('name') && { name }),
    ...(changed.has('userId') && { userId }),
    ...(changed.has('projectId') && { projectId }),
  };
}

function without(values: readonly string[], left: readonly string[]): string[] {
  const keep = new Set(left);
  return values.filter((value) => !keep.has(value));
}
