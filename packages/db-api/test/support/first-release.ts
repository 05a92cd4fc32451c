import { createHash } from 'node:crypto';
import type { DialectName } from '@cellbridge/database';
import { apiSchema } from '@cellbridge/schema';
import { ApiDatabase, type ApiTable, type Harness } from '@cellbridge/testing';
import { OUR_INDEXES } from '../dialects/our-indexes.js';
import { OWN_TABLE_OPTIONS } from '../dialects/own-table-options.js';

/** The migrations of the first release; a test of the schema keeps their files unchanged. */
const TAGS = ['0000_nova', '0001_cellbridge'];

/** The tables that the first release had. */
export const FIRST_TABLES: ApiTable[] = [
  ...(['cell_mappings', 'instance_mappings'] as const),
  ...(['instance_groups', 'instance_group_policy', 'instance_group_member'] as const),
  ...(['cellbridge_receipts', 'cellbridge_adopted_members', 'cellbridge_claims'] as const),
  ...(['cellbridge_progress', 'cellbridge_quarantine'] as const),
];

/** How the first release recorded its migrations, and the indexes that it built. */
const restFor = (dialect: DialectName) => [
  `CREATE TABLE cellbridge_migrations (tag varchar(255) not null primary key,
     hash varchar(64) not null, adopted integer not null, applied_at varchar(32) not null)
     ${OWN_TABLE_OPTIONS[dialect]}`,
  ...Object.entries(OUR_INDEXES[dialect])
    .filter(([index]) => index.endsWith('_group_id_idx'))
    .map(([index, table]) => `CREATE INDEX ${index} ON ${table} (group_id)`),
];

const AT = '2026-11-01 12:00:00.000001';
const CELL = 'ce110000-0000-4000-8000-000000000001';
const GROUP = '5e0f0000-0000-4000-8000-000000000001';
const MOVED = '5e0f0000-0000-4000-8000-000000000002';

/** Creates an API database as the first release left it, without its code, with rows in each table. */
export async function makeFirstRelease(harness: Harness): Promise<ApiDatabase> {
  const raw = harness.open(await harness.createDatabaseUrl());
  const applied = [];
  for (const { tag, text } of apiSchema.migrations[raw.dialect]) {
    if (!TAGS.includes(tag)) continue;
    for (const statement of text.split('--> statement-breakpoint')) await raw.query(statement);
    const hash = createHash('sha256').update(text).digest('hex');
    applied.push({ tag, hash, adopted: 0, applied_at: '2026-11-01T12:00:00.000Z' });
  }
  for (const statement of restFor(raw.dialect)) await raw.query(statement);
  await raw.insert('cellbridge_migrations', applied);

  const api = new ApiDatabase(raw);
  await api.addCellMappings([{ uuid: CELL, name: 'cell1', url: 'sqlite:////nowhere' }]);
  await api.addInstanceMappings([{ instanceUuid: 'a', cellUuid: CELL }]);
  await api.addGroups([
    { uuid: GROUP, rules: '{"max_server_per_host": 3}', members: ['a', 'b'] },
    { uuid: MOVED, policies: ['affinity'] },
  ]);
  const receipt = { cell_uuid: CELL, cell_group_id: 7, last_member_id: 70, run_id: 'r' };
  await raw.insert('cellbridge_receipts', [
    { ...receipt, group_uuid: MOVED, digest: 'd'.repeat(64), moved_at: AT },
  ]);
  await raw.insert('cellbridge_adopted_members', [
    { cell_uuid: CELL, member_id: 71, group_uuid: MOVED, adopted_at: AT },
  ]);
  await raw.insert('cellbridge_claims', [
    { id: 'c', cell_uuid: CELL, group_ids: '[8]', created_at: AT },
  ]);
  const counts = { cursor: 7, found: 2, done: 1, run_done: 1 };
  await raw.insert('cellbridge_progress', [
    { ...counts, migration: 'm', cell_uuid: CELL, state: 'running', started_at: AT },
  ]);
  const why = { reason: 'different', details: 'its name', attempts: 2 };
  const when = { created_at: AT, updated_at: AT };
  const [id = 1] = await raw.takeIds('cellbridge_quarantine', 1);
  await raw.insert('cellbridge_quarantine', [
    { id, cell_uuid: CELL, cell_group_id: 9, group_uuid: GROUP, ...why, ...when },
  ]);
  return api;
}
