import type pg from 'pg';
import type { ServerCellSize } from '../server/server-lab.js';

const POLICIES = `(ARRAY['anti-affinity', 'affinity', 'soft-anti-affinity', 'soft-affinity'])`;
const TIME = `timestamp '2024-01-01 00:00:00' + n * interval '1.000001 second'`;

/** Fills an empty cell database: uuids are random, ids count from 1. */
export async function fillPostgresqlCell(
  client: pg.Client,
  { groups, members, deleted = 0 }: ServerCellSize,
): Promise<void> {
  const all = groups + deleted;
  const gone = `CASE WHEN n <= ${deleted} THEN n ELSE 0 END`;
  const memberGone = `CASE WHEN n <= ${deleted * members} THEN n ELSE 0 END`;
  await withoutIndexes(client, async () => {
    await client.query(
      `INSERT INTO instance_groups (created_at, deleted, user_id, project_id, uuid, name)
       SELECT ${TIME}, ${gone}, md5('user' || n % 500), md5('project' || n % 100),
         gen_random_uuid()::text, 'group-' || n
       FROM generate_series(1, ${all}) AS n`,
    );
    await client.query(
      `INSERT INTO instance_group_policy (created_at, deleted, policy, group_id)
       SELECT ${TIME}, ${gone}, ${POLICIES}[1 + n % 4], n FROM generate_series(1, ${all}) AS n`,
    );
    await client.query(
      `INSERT INTO instance_group_member (created_at, deleted, instance_id, group_id)
       SELECT ${TIME}, ${memberGone}, gen_random_uuid()::text, 1 + (n - 1) / ${members}
       FROM generate_series(1, ${all * members}) AS n`,
    );
  });
  await client.query('VACUUM (ANALYZE)');
}

/** Indexes are built faster than they grow; those of constraints stay. */
async function withoutIndexes(client: pg.Client, work: () => Promise<void>): Promise<void> {
  const { rows } = await client.query<{ name: string; definition: string }>(
    `SELECT indexname AS name, indexdef AS definition FROM pg_indexes
     WHERE schemaname = 'public' AND tablename LIKE 'instance_group%'
       AND indexname NOT IN (SELECT conname FROM pg_constraint)`,
  );
  for (const { name } of rows) await client.query(`DROP INDEX ${name}`);
  await work();
  for (const { definition } of rows) await client.query(definition);
}
