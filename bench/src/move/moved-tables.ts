/** The columns that both sides have, in the cell's words and the API database's. */
export const MOVED_TABLES = [
  {
    table: 'instance_groups',
    cell: 'id, created_at, updated_at, user_id, project_id, uuid, name',
    api: 'id, created_at, updated_at, user_id, project_id, uuid, name',
  },
  {
    table: 'instance_group_policy',
    cell: 'id, created_at, updated_at, policy, group_id',
    api: 'id, created_at, updated_at, policy, group_id',
  },
  {
    table: 'instance_group_member',
    cell: 'id, created_at, updated_at, instance_id, group_id',
    api: 'id, created_at, updated_at, instance_uuid, group_id',
  },
] as const;
