/**
 * The move as Nova did it, re-enacted: the statements that `migrate_instance_groups_to_api_db` of
 * Nova's Newton release sent, in their order and number, over the bare driver.
 */
import type { RawDatabase } from '@cellbridge/testing';
import type { ServerName } from '../server/servers.js';
import { withRaw } from '../server/with-raw.js';
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

/** What is said differently on each server. */
interface Words {
  /** Lists our own indexes of the groups' tables. */
  readonly ourIndexes: string;
  readonly now: string;
  /** Runs an INSERT of one row, and gives its id. */
  insert(raw: RawDatabase, text: string, values: readonly (string | null)[]): Promise<number>;
}

const WORDS: Readonly<Record<ServerName, Words>> = {
  postgresql: {
    ourIndexes: `SELECT tablename AS "table", indexname AS name FROM pg_indexes
      WHERE tablename LIKE 'instance_group%' AND indexname LIKE 'cellbridge%'`,
    now: `now() AT TIME ZONE 'UTC'`,
    async insert(raw, text, values) {
      const [row] = await raw.query(`${text} RETURNING id`, ...values);
      return Number(row?.id);
    },
  },
  mysql: {
    ourIndexes: `SELECT DISTINCT table_name AS "table", index_name AS name
      FROM information_schema.statistics WHERE table_schema = database()
      AND table_name LIKE 'instance_group%' AND index_name LIKE 'cellbridge%'`,
    now: 'utc_timestamp()',
    // A driver of Nova's is told the id with the answer. Here it takes a statement, which reads no table.
    async insert(raw, text, values) {
      await raw.query(text, ...values);
      const [row] = await raw.query('SELECT last_insert_id() AS id');
      return Number(row?.id);
    },
  },
};

/** Nova has no index on live rows, and on PostgreSQL none on `group_id`: those that sync has made go. */
export async function dropOurIndexes({ api, cell }: MoveSite, server: ServerName): Promise<void> {
  for (const url of [api, cell]) {
    await withRaw(url, async (raw) => {
      const indexes = await raw.query(WORDS[server].ourIndexes);
      for (const { table, name } of indexes) await raw.dropIndex(String(table), String(name));
    });
  }
}

/** Moves every group, a transaction in the API database and one in the cell for each. */
export async function novaMove({ api, cell }: MoveSite, server: ServerName): Promise<void> {
  const words = WORDS[server];
  await withRaw(cell, (source) =>
    withRaw(api, async (target) => {
      for (;;) {
        const groups = await readBatch(source);
        if (groups.length === 0) return;
        for (const group of groups) {
          await create(target, group, words);
          await softDelete(source, group, words);
        }
      }
    }),
  );
}

/** Always from the start: what has moved is passed over by its `deleted`. */
async function readBatch(raw: RawDatabase): Promise<NovaGroup[]> {
  const rows = (await raw.query(
    `SELECT g.*, p.policy, m.instance_id
     FROM (SELECT created_at, updated_at, deleted_at, deleted, id, user_id, project_id, uuid, name
           FROM instance_groups WHERE deleted = 0 LIMIT ${BATCH}) AS g
     LEFT OUTER JOIN instance_group_policy AS p ON p.group_id = g.id AND p.deleted = 0
     LEFT OUTER JOIN instance_group_member AS m ON m.group_id = g.id AND m.deleted = 0`,
  )) as unknown as JoinedRow[];
  const groups = new Map<number, NovaGroup>();
  for (const row of rows) {
    const group = groups.get(row.id) ?? { ...row, policies: new Set(), members: new Set() };
    groups.set(row.id, group);
    if (row.policy !== null) group.policies.add(row.policy);
    if (row.instance_id !== null) group.members.add(row.instance_id);
  }
  return [...groups.values()];
}

async function create(raw: RawDatabase, group: NovaGroup, { now, insert }: Words): Promise<void> {
  const members = [...group.members];
  await raw.query('BEGIN');
  const id = await insert(
    raw,
    `INSERT INTO instance_groups (created_at, user_id, project_id, uuid, name)
     VALUES (${now}, ?, ?, ?, ?)`,
    [group.user_id, group.project_id, group.uuid, group.name],
  );
  for (const policy of group.policies) {
    await raw.query(
      `INSERT INTO instance_group_policy (created_at, policy, group_id) VALUES (${now}, ?, ?)`,
      policy,
      id,
    );
  }
  await raw.query(
    `SELECT * FROM instance_group_member
     WHERE group_id = ? AND instance_uuid IN (${members.map(() => '?').join(', ')})`,
    id,
    ...members,
  );
  await raw.query(
    `INSERT INTO instance_group_member (created_at, instance_uuid, group_id)
     VALUES ${members.map(() => `(${now}, ?, ?)`).join(', ')}`,
    ...members.flatMap((member) => [member, id]),
  );
  await raw.query('COMMIT');
}

async function softDelete(raw: RawDatabase, { uuid }: NovaGroup, { now }: Words): Promise<void> {
  const assignments = `deleted = id, updated_at = updated_at, deleted_at = ${now}`;
  await raw.query('BEGIN');
  const [row] = await raw.query(
    'SELECT id FROM instance_groups WHERE deleted = 0 AND uuid = ?',
    uuid,
  );
  await raw.query(`UPDATE instance_groups SET ${assignments} WHERE deleted = 0 AND uuid = ?`, uuid);
  for (const table of ['instance_group_policy', 'instance_group_member']) {
    await raw.query(
      `UPDATE ${table} SET ${assignments} WHERE deleted = 0 AND group_id = ?`,
      Number(row?.id),
    );
  }
  await raw.query('COMMIT');
}
