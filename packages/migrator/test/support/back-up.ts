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
  for (const table of [...GROUP_TABLES].reverse()) {
    const shadow = `shadow_${table}`;
    await raw.query(`CREATE TABLE IF NOT EXISTS ${shadow} AS SELECT * FROM ${table} WHERE 1 = 0`);
    await raw.query(`INSERT INTO ${shadow} SELECT * FROM ${table} WHERE deleted <> 0`);
    await raw.query(`DELETE FROM ${table} WHERE deleted <> 0`);
  }
}

/** Removes what was archived for good, as `nova-manage db purge --all` does. */
export async function purge(raw: RawDatabase): Promise<void> {
  for (const table of GROUP_TABLES) await raw.query(`DELETE FROM shadow_${table}`);
}
