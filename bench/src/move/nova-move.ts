/**
 * The move as Nova did it, re-enacted: the statements that `migrate_instance_groups_to_api_db` of
 * Nova's Newton release sent, in their order and number, over the bare driver.
 */
import type pg from 'pg';
import { withClient } from '../postgresql/with-client.js';
import type { MoveSite } from './move-site.js';

/** Groups that Nova reads at once. */
const BATCH = 50;

interface NovaGroup {
  readonly id: number;
  readonly user_id: string | null;
  readonly project_id: string | null;
  readonly uuid: string;
  readonly name: string | null;
  readonly policies: Set<string>;
  readonly members: Set<string>;
}

type JoinedRow = Omit<NovaGroup, 'policies' | 'members'> & {
  readonly policy: string | null;
  readonly instance_id: string | null;
};

/** Nova has no index on `group_id`; those that sync has made go. */
export async function dropOurIndexes({ api, cell }: MoveSite): Promise<void> {
  for (const url of [api, cell]) {
    await withClient(url, async (client) => {
      await client.query('DROP INDEX cellbridge_policy_group_id_idx');
      await client.query('DROP INDEX cellbridge_member_group_id_idx');
      // Those of the live rows are in the cell alone.
      for (const rows of ['group', 'policy', 'member']) {
        await client.query(`DROP INDEX IF EXISTS cellbridge_${rows}_live_idx`);
      }
    });
  }
}

/** Moves every group, a transaction in the API database and one in the cell for each. */
export async function novaMove({ api, cell }: MoveSite): Promise<void> {
  await withClient(cell, (source) =>
    withClient(api, async (target) => {
      for (;;) {
        const groups = await readBatch(source);
        if (groups.length === 0) return;
        for (const group of groups) {
          await create(target, group);
          await softDelete(source, group);
        }
      }
    }),
  );
}

/** Always from the start: what has moved is passed over by its `deleted`. */
async function readBatch(client: pg.Client): Promise<NovaGroup[]> {
  const { rows } = await client.query<JoinedRow>(
    `SELECT g.*, p.policy, m.instance_id
     FROM (SELECT created_at, updated_at, deleted_at, deleted, id, user_id, project_id, uuid, name
           FROM instance_groups WHERE deleted = 0 LIMIT ${BATCH}) AS g
     LEFT OUTER JOIN instance_group_policy AS p ON p.group_id = g.id AND p.deleted = 0
     LEFT OUTER JOIN instance_group_member AS m ON m.group_id = g.id AND m.deleted = 0`,
  );
  const groups = new Map<number, NovaGroup>();
  for (const row of rows) {
    const group = groups.get(row.id) ?? { ...row, policies: new Set(), members: new Set() };
    groups.set(row.id, group);
    if (row.policy !== null) group.policies.add(row.policy);
    if (row.instance_id !== null) group.members.add(row.instance_id);
  }
  return [...groups.values()];
}

async function create(client: pg.Client, group: NovaGroup): Promise<void> {
  const members = [...group.members];
  await client.query('BEGIN');
  const { rows } = await client.query<{ id: number }>(
    `INSERT INTO instance_groups (created_at, user_id, project_id, uuid, name)
     VALUES (now() AT TIME ZONE 'UTC', $1, $2, $3, $4) RETURNING id`,
    [group.user_id, group.project_id, group.uuid, group.name],
  );
  const id = rows[0]?.id;
  for (const policy of group.policies) {
    await client.query(
      `INSERT INTO instance_group_policy (created_at, policy, group_id)
       VALUES (now() AT TIME ZONE 'UTC', $1, $2)`,
      [policy, id],
    );
  }
  await client.query(
    `SELECT * FROM instance_group_member WHERE group_id = $1 AND instance_uuid = ANY($2)`,
    [id, members],
  );
  await client.query(
    `INSERT INTO instance_group_member (created_at, instance_uuid, group_id)
     SELECT now() AT TIME ZONE 'UTC', instance_uuid, $1 FROM unnest($2::text[]) AS instance_uuid`,
    [id, members],
  );
  await client.query('COMMIT');
}

async function softDelete(client: pg.Client, { uuid }: NovaGroup): Promise<void> {
  const assignments = `deleted = id, updated_at = updated_at, deleted_at = now() AT TIME ZONE 'UTC'`;
  await client.query('BEGIN');
  const { rows } = await client.query<{ id: number }>(
    'SELECT id FROM instance_groups WHERE deleted = 0 AND uuid = $1',
    [uuid],
  );
  await client.query(`UPDATE instance_groups SET ${assignments} WHERE deleted = 0 AND uuid = $1`, [
    uuid,
  ]);
  for (const table of ['instance_group_policy', 'instance_group_member']) {
    await client.query(`UPDATE ${table} SET ${assignments} WHERE deleted = 0 AND group_id = $1`, [
      rows[0]?.id,
    ]);
  }
  await client.query('COMMIT');
}
