import type { DialectName } from '@cellbridge/database';

const GROUP_ID_INDEXES = {
  cellbridge_policy_group_id_idx: 'instance_group_policy',
  cellbridge_member_group_id_idx: 'instance_group_member',
};

/** Our indexes in an API database, each with its table. InnoDB indexes foreign keys by itself. */
export const OUR_INDEXES: Readonly<Record<DialectName, Readonly<Record<string, string>>>> = {
  sqlite: GROUP_ID_INDEXES,
  postgresql: { ...GROUP_ID_INDEXES, cellbridge_group_uuid_idx: 'instance_groups' },
  mysql: {},
};
