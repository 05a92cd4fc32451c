import type { Kit } from './dialects/postgresql/kit.js';

/**
 * Describes Nova's tables in a cell database; of `instances` only the columns that are read. A row is live
 * while `deleted` is 0, and soft-deleted if it is the row's own id.
 */
export function describeCellTables(kit: Kit) {
  const { table, id, integer, string } = kit;

  const instances = table(
    'instances',
    {
      ...stamps(kit),
      id: id(),
      userId: string('user_id', 255),
      projectId: string('project_id', 255),
      host: string('host', 255),
      uuid: string('uuid', 36).notNull(),
      deleted: integer('deleted'),
    },
    ({ uuid, projectId, deleted, createdAt, updatedAt }) => [
      kit.unique('uniq_instances0uuid').on(uuid),
      kit.uniqueIndex('uuid').on(uuid),
      kit.index('instances_project_id_idx').on(projectId),
      kit.index('instances_project_id_deleted_idx').on(projectId, deleted),
      kit.index('instances_deleted_created_at_idx').on(deleted, createdAt),
      kit.index('instances_uuid_deleted_idx').on(uuid, deleted),
      kit.index('instances_updated_at_project_id_idx').on(updatedAt, projectId),
    ],
  );
  const instanceGroups = table('instance_groups', groupColumns(kit), ({ uuid, deleted }) => [
    kit.unique('uniq_instance_groups0uuid0deleted').on(uuid, deleted),
  ]);
  const instanceGroupPolicy = table(
    'instance_group_policy',
    {
      ...stamps(kit),
      deleted: integer('deleted'),
      id: id(),
      policy: string('policy', 255),
      groupId: integer('group_id').notNull(),
    },
    ({ policy, groupId }) => [
      kit.index('instance_group_policy_policy_idx').on(policy),
      kit.foreignKey({
        name: 'instance_group_policy_group_id_fkey',
        columns: [groupId],
        foreignColumns: [instanceGroups.id],
      }),
    ],
  );
  const instanceGroupMember = table(
    'instance_group_member',
    memberColumns(kit),
    ({ instanceId, groupId }) => [
      kit.index('instance_group_member_instance_idx').on(instanceId),
      kit.foreignKey({
        name: 'instance_group_member_group_id_fkey',
        columns: [groupId],
        foreignColumns: [instanceGroups.id],
      }),
    ],
  );
  return { instances, instanceGroups, instanceGroupPolicy, instanceGroupMember };
}

/**
 * Describes Nova's tables for archived rows of the tables with the same names, as far as they are read and
 * written here. Nova creates them; a database created by Cellbridge has none.
 */
export function describeShadowTables(kit: Kit) {
  return {
    instanceGroups: kit.table('shadow_instance_groups', groupColumns(kit)),
    instanceGroupMember: kit.table('shadow_instance_group_member', memberColumns(kit)),
  };
}

function stamps({ timestamp }: Kit) {
  return {
    createdAt: timestamp('created_at'),
    updatedAt: timestamp('updated_at'),
    deletedAt: timestamp('deleted_at'),
  };
}

function groupColumns(kit: Kit) {
  return {
    ...stamps(kit),
    deleted: kit.integer('deleted'),
    id: kit.id(),
    userId: kit.string('user_id', 255),
    projectId: kit.string('project_id', 255),
    uuid: kit.string('uuid', 36).notNull(),
    name: kit.string('name', 255),
  };
}

function memberColumns(kit: Kit) {
  return {
    ...stamps(kit),
    deleted: kit.integer('deleted'),
    id: kit.id(),
    instanceId: kit.string('instance_id', 255),
    groupId: kit.integer('group_id').notNull(),
  };
}
