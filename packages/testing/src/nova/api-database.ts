import type { DialectName } from '@cellbridge/database';
import { TEST_DIALECTS } from '../dialects/index.js';
import { type NovaRelease, USUAL_RELEASE } from './release.js';

const USER_INDEX = `CREATE INDEX instance_mappings_user_id_project_id_idx
  ON instance_mappings (user_id, project_id)`;

/**
 * The statements by which a release of Nova creates the tables of its API database that Cellbridge
 * uses. Mitaka has no groups there.
 */
export function novaApiDatabase(
  dialect: DialectName,
  release: NovaRelease = USUAL_RELEASE,
): string[] {
  const mappings = mappingTables(dialect, release);
  return release < 14 ? mappings : [...groupTables(dialect, release), ...mappings];
}

function groupTables(dialect: DialectName, release: NovaRelease): string[] {
  const { dateTime, id, tableOptions } = TEST_DIALECTS[dialect].novaWords;
  const timestamps = `created_at ${dateTime}, updated_at ${dateTime}`;
  const rules = release < 18 ? '' : 'rules TEXT,';
  return [
    `CREATE TABLE instance_groups (${timestamps}, id ${id}, user_id VARCHAR(255),
      project_id VARCHAR(255), uuid VARCHAR(36) NOT NULL, name VARCHAR(255), PRIMARY KEY (id),
      CONSTRAINT uniq_instance_groups0uuid UNIQUE (uuid)) ${tableOptions}`,
    `CREATE TABLE instance_group_policy (${timestamps}, id ${id}, policy VARCHAR(255),
      group_id INTEGER NOT NULL, ${rules} PRIMARY KEY (id),
      FOREIGN KEY(group_id) REFERENCES instance_groups (id)) ${tableOptions}`,
    'CREATE INDEX instance_group_policy_policy_idx ON instance_group_policy (policy)',
    `CREATE TABLE instance_group_member (${timestamps}, id ${id}, instance_uuid VARCHAR(255),
      group_id INTEGER NOT NULL, PRIMARY KEY (id),
      FOREIGN KEY(group_id) REFERENCES instance_groups (id)) ${tableOptions}`,
    'CREATE INDEX instance_group_member_instance_idx ON instance_group_member (instance_uuid)',
  ];
}

function mappingTables(dialect: DialectName, release: NovaRelease): string[] {
  const { dateTime, id, tableOptions } = TEST_DIALECTS[dialect].novaWords;
  const timestamps = `created_at ${dateTime}, updated_at ${dateTime}`;
  const disabled = release < 18 ? '' : 'disabled BOOLEAN,';
  const queuedForDelete = release < 18 ? '' : 'queued_for_delete BOOLEAN,';
  const userId = release < 19 ? '' : 'user_id VARCHAR(255),';
  return [
    `CREATE TABLE cell_mappings (${timestamps}, id ${id}, uuid VARCHAR(36) NOT NULL,
      name VARCHAR(255), transport_url TEXT, database_connection TEXT, ${disabled}
      PRIMARY KEY (id), CONSTRAINT uniq_cell_mappings0uuid UNIQUE (uuid)) ${tableOptions}`,
    'CREATE INDEX uuid_idx ON cell_mappings (uuid)',
    `CREATE TABLE instance_mappings (${timestamps}, id ${id}, instance_uuid VARCHAR(36) NOT NULL,
      cell_id INTEGER, project_id VARCHAR(255) NOT NULL, ${queuedForDelete} ${userId}
      PRIMARY KEY (id),
      CONSTRAINT uniq_instance_mappings0instance_uuid UNIQUE (instance_uuid),
      FOREIGN KEY(cell_id) REFERENCES cell_mappings (id)) ${tableOptions}`,
    'CREATE INDEX instance_uuid_idx ON instance_mappings (instance_uuid)',
    'CREATE INDEX project_id_idx ON instance_mappings (project_id)',
    ...(release < 19 ? [] : [USER_INDEX]),
  ];
}
