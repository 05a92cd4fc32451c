import type { Kit } from './dialects/postgresql/kit.js';

/** Describes Nova's tables in the API database. No row there is soft-deleted. */
export function describeNovaApiTables(kit: Kit) {
  const { table, id, integer, string, text, timestamp, boolean } = kit;
  const stamps = () => ({ createdAt: timestamp('created_at'), updatedAt: timestamp('updated_at') });

  const cellMappings = table(
    'cell_mappings',
    {
      ...stamps(),
      id: id(),
      uuid: string('uuid', 36).notNull(),
      name: string('name', 255),
      transportUrl: text('transport_url'),
      databaseConnection: text('database_connection'),
      disabled: boolean('disabled'),
    },
    ({ uuid }) => [kit.unique('uniq_cell_mappings0uuid').on(uuid), kit.index('uuid_idx').on(uuid)],
  );
  const instanceMappings = table(
    'instance_mappings',
    {
      ...stamps(),
      id: id(),
      instanceUuid: string('instance_uuid', 36).notNull(),
      cellId: integer('cell_id'),
      projectId: string('project_id', 255).notNull(),
      queuedForDelete: boolean('queued_for_delete'),
      userId: string('user_id', 255),
    },
    ({ instanceUuid, cellId, projectId, userId }) => [
      kit.unique('uniq_instance_mappings0instance_uuid').on(instanceUuid),
      kit.index('instance_uuid_idx').on(instanceUuid),
      kit.index('project_id_idx').on(projectId),
      kit.index('instance_mappings_user_id_project_id_idx').on(userId, projectId),
      kit.foreignKey({
        name: 'instance_mappings_cell_id_fkey',
        columns: [cellId],
        foreignColumns: [cellMappings.id],
      }),
    ],
  );
  const instanceGroups = table(
    'instance_groups',
    {
      ...stamps(),
      id: id(),
      userId: string('user_id', 255),
      projectId: string('project_id', 255),
      uuid: string('uuid', 36).notNull(),
      name: string('name', 255),
    },
    ({ uuid }) => [kit.unique('uniq_instance_groups0uuid').on(uuid)],
  );
  const instanceGroupPolicy = table(
    'instance_group_policy',
    {
      ...stamps(),
      id: id(),
      policy: string('policy', 255),
      groupId: integer('group_id').notNull(),
      rules: text('rules'),
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
    {
      ...stamps(),
      id: id(),
      instanceUuid: string('instance_uuid', 255),
      groupId: integer('group_id').notNull(),
    },
    ({ instanceUuid, groupId }) => [
      kit.index('instance_group_member_instance_idx').on(instanceUuid),
      kit.foreignKey({
        name: 'instance_group_member_group_id_fkey',
        columns: [groupId],
        foreignColumns: [instanceGroups.id],
      }),
    ],
  );
  return {
    cellMappings,
    instanceMappings,
    instanceGroups,
    instanceGroupPolicy,
    instanceGroupMember,
  };
}

/** Describes Cellbridge's own tables, next to Nova's in the API database. */
export function describeCellbridgeTables(kit: Kit) {
  const { table, id, integer, double, string, longText, indexedText, exactTimestamp } = kit;

  /**
   * One row for each group that has moved, and for each that was destroyed in the API database while a cell may
   * have held a row with the same uuid (then without a cell). Removed only if the group goes back to its cell.
   */
  const receipts = table(
    'cellbridge_receipts',
    {
      groupUuid: string('group_uuid', 36).primaryKey(),
      cellUuid: string('cell_uuid', 36).notNull(),
      cellGroupId: integer('cell_group_id').notNull(),
      lastMemberId: integer('last_member_id').notNull(),
      digest: string('digest', 64).notNull(),
      runId: string('run_id', 36).notNull(),
      movedAt: exactTimestamp('moved_at').notNull(),
      destroyedAt: exactTimestamp('destroyed_at'),
      changed: longText('changed'),
    },
    ({ cellUuid, cellGroupId }) => [
      kit.index('cellbridge_receipts_cell_idx').on(cellUuid, cellGroupId),
    ],
  );
  /**
   * One row for each member row of a cell that followed a group that had already moved. An id may be used again
   * once its row was archived; `content` tells such rows apart.
   */
  const adoptedMembers = table(
    'cellbridge_adopted_members',
    {
      cellUuid: string('cell_uuid', 36).notNull(),
      memberId: integer('member_id').notNull(),
      groupUuid: string('group_uuid', 36).notNull(),
      adoptedAt: exactTimestamp('adopted_at').notNull(),
      content: longText('content'),
    },
    ({ cellUuid, memberId, groupUuid }) => [
      kit.primaryKey({
        name: 'cellbridge_adopted_members_pkey',
        columns: [cellUuid, memberId, groupUuid],
      }),
    ],
  );
  /** One row for each batch that is about to move. */
  const claims = table(
    'cellbridge_claims',
    {
      id: string('id', 36).primaryKey(),
      cellUuid: string('cell_uuid', 36).notNull(),
      groupIds: longText('group_ids').notNull(),
      createdAt: exactTimestamp('created_at').notNull(),
      node: string('node', 255),
    },
    ({ cellUuid }) => [kit.index('cellbridge_claims_cell_idx').on(cellUuid)],
  );
  /** One row for each migration and cell. */
  const progress = table(
    'cellbridge_progress',
    {
      migration: string('migration', 255).notNull(),
      cellUuid: string('cell_uuid', 36).notNull(),
      cursor: integer('cursor').notNull().default(0),
      found: integer('found').notNull().default(0),
      done: integer('done').notNull().default(0),
      runDone: integer('run_done').notNull().default(0),
      state: string('state', 32).notNull(),
      startedAt: exactTimestamp('started_at'),
      updatedAt: exactTimestamp('updated_at'),
      finishedAt: exactTimestamp('finished_at'),
      lastError: longText('last_error'),
      heartbeatAt: exactTimestamp('heartbeat_at'),
    },
    ({ migration, cellUuid }) => [
      kit.primaryKey({ name: 'cellbridge_progress_pkey', columns: [migration, cellUuid] }),
    ],
  );
  /** One row for each group of a cell that could not move. */
  const quarantine = table(
    'cellbridge_quarantine',
    {
      id: id(),
      cellUuid: string('cell_uuid', 36).notNull(),
      cellGroupId: integer('cell_group_id').notNull(),
      groupUuid: indexedText('group_uuid').notNull(),
      reason: string('reason', 64).notNull(),
      details: longText('details').notNull(),
      attempts: integer('attempts').notNull(),
      createdAt: exactTimestamp('created_at').notNull(),
      updatedAt: exactTimestamp('updated_at').notNull(),
      resolution: string('resolution', 32),
      resolvedAt: exactTimestamp('resolved_at'),
      resolvedBy: string('resolved_by', 255),
    },
    ({ cellUuid, cellGroupId, groupUuid }) => [
      kit.unique('uniq_cellbridge_quarantine0cell_uuid0cell_group_id').on(cellUuid, cellGroupId),
      kit.index('cellbridge_quarantine_group_idx').on(groupUuid),
    ],
  );
  /** One row for each setting of running moves that an operator wishes for, of one cell or of all. */
  const wishes = table(
    'cellbridge_wishes',
    {
      cellUuid: string('cell_uuid', 36).notNull(),
      setting: string('setting', 32).notNull(),
      value: string('value', 255),
      wishedBy: string('wished_by', 255).notNull(),
      wishedAt: exactTimestamp('wished_at').notNull(),
    },
    ({ cellUuid, setting }) => [
      kit.primaryKey({ name: 'cellbridge_wishes_pkey', columns: [cellUuid, setting] }),
    ],
  );
  /** One row for each run at work in a cell, until it ends. */
  const migrators = table(
    'cellbridge_migrators',
    {
      id: string('id', 36).primaryKey(),
      runId: string('run_id', 36).notNull(),
      cellUuid: string('cell_uuid', 36).notNull(),
      host: string('host', 255).notNull(),
      pid: integer('pid').notNull(),
      state: string('state', 32).notNull(),
      reason: longText('reason'),
      batchGroups: integer('batch_groups').notNull(),
      batchRows: integer('batch_rows').notNull(),
      recentRate: double('recent_rate'),
      lastBatchGroups: integer('last_batch_groups'),
      lastBatchAt: exactTimestamp('last_batch_at'),
      obeyedAt: exactTimestamp('obeyed_at'),
      startedAt: exactTimestamp('started_at').notNull(),
      heartbeatAt: exactTimestamp('heartbeat_at').notNull(),
    },
    ({ cellUuid }) => [kit.index('cellbridge_migrators_cell_idx').on(cellUuid)],
  );
  return { receipts, adoptedMembers, claims, progress, quarantine, wishes, migrators };
}
