import type { RawDatabase, Row } from '@cellbridge/testing';

const GROUP_TABLES = ['instance_groups', 'instance_group_policy', 'instance_group_member'] as const;
const OWN_TABLES = ['receipts', 'adopted_members', 'claims', 'progress', 'quarantine'].map(
  (name) => `cellbridge_${name}`,
);

/** Backs up the groups of a cell. @returns what takes the cell back to that state. */
export function backUpCell(raw: RawDatabase): Promise<() => Promise<void>> {
  return backUp(raw, GROUP_TABLES);
}

/** Backs up the groups of an API database and Cellbridge's tables there. @returns what restores them. */
export function backUpApi(raw: RawDatabase): Promise<() => Promise<void>> {
  return backUp(raw, [...GROUP_TABLES, ...OWN_TABLES]);
}

async function backUp(raw: RawDatabase, tables: readonly string[]): Promise<() => Promise<void>> {
  const saved: [table: string, rows: Row[]][] = [];
  for (const table of tables) saved.push([table, await raw.query(`SELECT * FROM ${table}`)]);
  return async () => {
    for (const [table] of [...saved].reverse()) await raw.query(`DELETE FROM ${table}`);
    for (const [table, rows] of saved) if (rows.length > 0) await raw.insert(table, rows);
  };
}

/** Moves soft-deleted rows of the groups to shadow tables, as Nova's archiver did up to release 24. */
export async function archive(raw: RawDatabase): Promise<void> {
  for (const table of [...GROUP_TABLES].reverse()) await archiveRows(raw, table, 'deleted <> 0');
}

/** What Nova's archiver makes of the groups of a cell, by the releases that have it so. */
export const ARCHIVERS = {
  /** A policy or member that is left, a live one, keeps its soft-deleted group. */
  'up to 22': async (raw) => {
    for (const table of CHILD_TABLES) await archiveRows(raw, table, 'deleted <> 0');
    const isLeft = CHILD_TABLES.map((table) => `SELECT group_id FROM ${table}`).join(' UNION ');
    await archiveRows(raw, 'instance_groups', `deleted <> 0 AND id NOT IN (${isLeft})`);
  },
  /** A soft-deleted group takes along what is left of its policies and members, live ones too. */
  '23 and 24': async (raw) => {
    const isGone = 'group_id IN (SELECT id FROM instance_groups WHERE deleted <> 0)';
    for (const table of CHILD_TABLES) await archiveRows(raw, table, `deleted <> 0 OR ${isGone}`);
    await archiveRows(raw, 'instance_groups', 'deleted <> 0');
  },
  '25 and later': async () => undefined,
} satisfies Record<string, (raw: RawDatabase) => Promise<void>>;

const CHILD_TABLES = ['instance_group_member', 'instance_group_policy'] as const;

/** Of two rows that have borne an id one after the other, Nova archives one, and stops at the other. */
async function archiveRows(raw: RawDatabase, table: string, condition: string): Promise<void> {
  const shadow = `shadow_${table}`;
  const isThere = await raw.query(`SELECT id FROM ${shadow} LIMIT 1`).then(
    () => true,
    () => false,
  );
  if (!isThere) {
    await raw.query(`CREATE TABLE ${shadow} AS SELECT * FROM ${table} WHERE 1 = 0`);
    // All that Nova has there is the primary key.
    await raw.query(`CREATE UNIQUE INDEX ${shadow}_pkey ON ${shadow} (id)`);
  }
  const rows = `FROM ${table} WHERE (${condition}) AND id NOT IN (SELECT id FROM ${shadow})`;
  const ids = (await raw.query(`SELECT id ${rows}`)).map(({ id }) => id);
  if (ids.length === 0) return;
  await raw.query(`INSERT INTO ${shadow} SELECT * ${rows}`);
  await raw.query(`DELETE FROM ${table} WHERE id IN (${ids.join(', ')})`);
}

/** Removes what was archived for good, as `nova-manage db purge --all` does. */
export async function purge(raw: RawDatabase): Promise<void> {
  for (const table of GROUP_TABLES) await raw.query(`DELETE FROM shadow_${table}`);
}
