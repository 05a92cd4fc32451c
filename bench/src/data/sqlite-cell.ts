import BetterSqlite3 from 'better-sqlite3';
import type { CellSize } from './cell-size.js';

const UUID = `lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' ||
  substr(hex(randomblob(2)), 2) || '-a' || substr(hex(randomblob(2)), 2) || '-' ||
  hex(randomblob(6)))`;
const TIME = `strftime('%Y-%m-%d %H:%M:%S', 1704067200 + n, 'unixepoch') || '.000001'`;

function numbers(count: number): string {
  return `WITH RECURSIVE numbers (n) AS (
    SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${count})`;
}

/** Fills an empty cell database with live groups: uuids are random, ids count from 1. */
export function fillSqliteCell(file: string, { groups, members }: CellSize): void {
  const driver = new BetterSqlite3(file);
  driver.pragma('journal_mode = off');
  driver.pragma('synchronous = off');
  driver.pragma('cache_size = -500000');
  withoutIndexes(driver, () => {
    driver.exec(
      `${numbers(groups)}
       INSERT INTO instance_groups (created_at, deleted, user_id, project_id, uuid, name)
       SELECT ${TIME}, 0, 'user-' || n % 500, 'project-' || n % 100, ${UUID}, 'group-' || n
       FROM numbers`,
    );
    driver.exec(
      `${numbers(groups)}
       INSERT INTO instance_group_policy (created_at, deleted, policy, group_id)
       SELECT ${TIME}, 0, CASE n % 2 WHEN 0 THEN 'affinity' ELSE 'anti-affinity' END, n
       FROM numbers`,
    );
    driver.exec(
      `${numbers(groups * members)}
       INSERT INTO instance_group_member (created_at, deleted, instance_id, group_id)
       SELECT ${TIME}, 0, ${UUID}, 1 + (n - 1) / ${members} FROM numbers`,
    );
  });
  driver.exec('ANALYZE');
  driver.pragma('journal_mode = delete');
  driver.close();
}

/** Indexes are built faster than they grow; those of constraints have no text, and stay. */
function withoutIndexes(driver: BetterSqlite3.Database, work: () => void): void {
  const indexes = driver
    .prepare(
      `SELECT name, sql FROM sqlite_master
       WHERE type = 'index' AND sql IS NOT NULL AND tbl_name LIKE 'instance_group%'`,
    )
    .all() as { name: string; sql: string }[];
  for (const { name } of indexes) driver.exec(`DROP INDEX "${name}"`);
  work();
  for (const { sql } of indexes) driver.exec(sql);
}
