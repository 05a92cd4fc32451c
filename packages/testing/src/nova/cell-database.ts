import type { DialectName } from '@cellbridge/database';
import { TEST_DIALECTS } from '../dialects/index.js';
import { type NovaRelease, USUAL_RELEASE } from './release.js';

/** The statements by which a release of Nova creates the tables of a cell that Cellbridge uses. */
export function novaCellDatabase(
  dialect: DialectName,
  release: NovaRelease = USUAL_RELEASE,
): string[] {
  return [
    ...TEST_DIALECTS[dialect].novaWords.before,
    ...groupTables(dialect),
    instancesTable(dialect, release),
    ...instancesIndexes(release),
  ];
}

/** The same in every release. The shadow tables, to which Nova archives rows, have a primary key and no other. */
function groupTables(dialect: DialectName): string[] {
  const { dateTime, id, tableOptions } = TEST_DIALECTS[dialect].novaWords;
  const timestamps = `created_at ${dateTime}, updated_at ${dateTime}, deleted_at ${dateTime}`;
  const softDelete = `${timestamps}, deleted INTEGER`;
  const columns = {
    instance_groups: `${softDelete}, id ${id}, user_id VARCHAR(255), project_id VARCHAR(255),
      uuid VARCHAR(36) NOT NULL, name VARCHAR(255), PRIMARY KEY (id)`,
    instance_group_policy: `${softDelete}, id ${id}, policy VARCHAR(255),
      group_id INTEGER NOT NULL, PRIMARY KEY (id)`,
    instance_group_member: `${softDelete}, id ${id}, instance_id VARCHAR(255),
      group_id INTEGER NOT NULL, PRIMARY KEY (id)`,
  };
  return [
    `CREATE TABLE instance_groups (${columns.instance_groups},
      CONSTRAINT uniq_instance_groups0uuid0deleted UNIQUE (uuid, deleted)) ${tableOptions}`,
    `CREATE TABLE instance_group_policy (${columns.instance_group_policy},
      FOREIGN KEY(group_id) REFERENCES instance_groups (id)) ${tableOptions}`,
    'CREATE INDEX instance_group_policy_policy_idx ON instance_group_policy (policy)',
    `CREATE TABLE instance_group_member (${columns.instance_group_member},
      FOREIGN KEY(group_id) REFERENCES instance_groups (id)) ${tableOptions}`,
    'CREATE INDEX instance_group_member_instance_idx ON instance_group_member (instance_id)',
    ...Object.entries(columns).map(
      ([table, own]) => `CREATE TABLE shadow_${table} (${own}) ${tableOptions}`,
    ),
  ];
}

function instancesTable(dialect: DialectName, release: NovaRelease): string {
  const { dateTime, id, mediumText, ipAddress, lockedBy, tableOptions } =
    TEST_DIALECTS[dialect].novaWords;
  const timestamps = `created_at ${dateTime}, updated_at ${dateTime}, deleted_at ${dateTime}`;
  const scheduledAt = release < 15 ? `scheduled_at ${dateTime},` : '';
  const hidden = release < 20 ? '' : 'hidden BOOLEAN,';
  const computeId = release < 28 ? '' : 'compute_id BIGINT,';
  return `CREATE TABLE instances (${timestamps}, id ${id}, internal_id INTEGER, user_id VARCHAR(255),
      project_id VARCHAR(255), image_ref VARCHAR(255), kernel_id VARCHAR(255),
      ramdisk_id VARCHAR(255), launch_index INTEGER, key_name VARCHAR(255), key_data ${mediumText},
      power_state INTEGER, vm_state VARCHAR(255), memory_mb INTEGER, vcpus INTEGER,
      hostname VARCHAR(255), host VARCHAR(255), user_data ${mediumText}, reservation_id VARCHAR(255),
      ${scheduledAt} launched_at ${dateTime}, terminated_at ${dateTime}, display_name VARCHAR(255),
      display_description VARCHAR(255), availability_zone VARCHAR(255), locked BOOLEAN,
      os_type VARCHAR(255), launched_on ${mediumText}, instance_type_id INTEGER, vm_mode VARCHAR(255),
      uuid VARCHAR(36) NOT NULL, architecture VARCHAR(255), root_device_name VARCHAR(255),
      access_ip_v4 ${ipAddress}, access_ip_v6 ${ipAddress}, config_drive VARCHAR(255),
      task_state VARCHAR(255), default_ephemeral_device VARCHAR(255),
      default_swap_device VARCHAR(255), progress INTEGER, auto_disk_config BOOLEAN,
      shutdown_terminate BOOLEAN, disable_terminate BOOLEAN, root_gb INTEGER, ephemeral_gb INTEGER,
      cell_name VARCHAR(255), node VARCHAR(255), deleted INTEGER, locked_by ${lockedBy},
      cleaned INTEGER, ephemeral_key_uuid VARCHAR(36), ${hidden} ${computeId}
      PRIMARY KEY (id), CONSTRAINT uniq_instances0uuid UNIQUE (uuid)) ${tableOptions}`;
}

function instancesIndexes(release: NovaRelease): string[] {
  const indexes = {
    instances_host_node_deleted_idx: 'host, node, deleted',
    instances_host_deleted_cleaned_idx: 'host, deleted, cleaned',
    instances_task_state_updated_at_idx: 'task_state, updated_at',
    instances_project_id_deleted_idx: 'project_id, deleted',
    instances_terminated_at_launched_at_idx: 'terminated_at, launched_at',
    instances_reservation_id_idx: 'reservation_id',
    instances_deleted_created_at_idx: 'deleted, created_at',
    instances_uuid_deleted_idx: 'uuid, deleted',
    ...(release >= 15 && {
      instances_project_id_idx: 'project_id',
      instances_updated_at_project_id_idx: 'updated_at, project_id',
    }),
    ...(release >= 28 && { instances_compute_id_deleted_idx: 'compute_id, deleted' }),
  };
  return [
    ...(release < 27 ? ['CREATE UNIQUE INDEX uuid ON instances (uuid)'] : []),
    ...Object.entries(indexes).map(
      ([name, columns]) => `CREATE INDEX ${name} ON instances (${columns})`,
    ),
  ];
}
