import type { DialectName } from '@cellbridge/database';

const GROUP_ID_INDEXES = {
  cellbridge_policy_group_id_idx: 'instance_group_policy',
  cellbridge_member_group_id_idx: 'instance_group_member',
};

/** The indexes that tell whether there is a live row, each with its table. */
export const LIVE_INDEXES = {
  cellbridge_group_live_idx: 'instance_groups',
  cellbridge_policy_live_idx: 'instance_group_policy',
  cellbridge_member_live_idx: 'instance_group_member',
};

/** Our indexes in a cell database, each with its table. InnoDB indexes foreign keys by itself. */
export const OUR_INDEXES: Readonly<Record<DialectName, Readonly<Record<string, string>>>> = {
  sqlite: { ...GROUP_ID_INDEXES, ...LIVE_INDEXES },
  postgresql: {
    ...GROUP_ID_INDEXES,
    ...LIVE_INDEXES,
    cellbridge_group_uuid_idx: 'instance_groups',
  },
  mysql: LIVE_INDEXES,
};
