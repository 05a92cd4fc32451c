import type { ServerCellSize } from '../server/server-lab.js';
import { withRaw } from '../server/with-raw.js';

const POLICY = `elt(1 + n % 4, 'anti-affinity', 'affinity', 'soft-anti-affinity', 'soft-affinity')`;
const TIME = `'2024-01-01' + INTERVAL n SECOND`;

/** Fills an empty cell database: uuids are in no order, ids count from 1. */
export async function fillMysqlCell(
  url: string,
  { groups, members, deleted = 0 }: ServerCellSize,
): Promise<void> {
  const all = groups + deleted;
  await withRaw(url, async (raw) => {
    // Then the server fills an empty table faster, and sorts the entries of its indexes.
    await raw.query('SET unique_checks = 0, foreign_key_checks = 0');
    await raw.query(
      `INSERT INTO instance_groups (id, created_at, deleted, user_id, project_id, uuid, name)
       SELECT n, ${TIME}, if(n <= ${deleted}, n, 0), md5(concat('user', n % 500)), md5(concat('project', n % 100)),
         ${uuidFrom('group')}, 'group-' || n
       ${numbers(all)}`,
    );
    await raw.query(
      `INSERT INTO instance_group_policy (id, created_at, deleted, policy, group_id)
       SELECT n, ${TIME}, if(n <= ${deleted}, n, 0), ${POLICY}, n ${numbers(all)}`,
    );
    await raw.query(
      `INSERT INTO instance_group_member (id, created_at, deleted, instance_id, group_id)
       SELECT n, ${TIME}, if(n <= ${deleted * members}, n, 0), ${uuidFrom('member')},
         1 + (n - 1) DIV ${members} ${numbers(all * members)}`,
    );
    await raw.analyze();
  });
}

/** The numbers from 1 to `count` as `n`, in their order: an empty table is filled faster so. */
function numbers(count: number): string {
  const ten = Array.from({ length: 10 }, (_, digit) => `SELECT ${digit} AS d`).join(' UNION ALL ');
  const places = Array.from({ length: Math.max(1, Math.ceil(Math.log10(count))) }, (_, at) => at);
  const n = places.map((at) => `t${at}.d * ${10 ** at}`).join(' + ');
  const tables = places.map((at) => `(${ten}) AS t${at}`).join(', ');
  return `FROM (SELECT 1 + ${n} AS n FROM ${tables}) AS numbers WHERE n <= ${count} ORDER BY n`;
}

/** A uuid for each `n`; the function `uuid()` gives them in an order. */
function uuidFrom(kind: string): string {
  const digits = `md5('${kind}' || n)`;
  const part = (start: number, length: number) => `substr(${digits}, ${start}, ${length})`;
  return `concat_ws('-', ${part(1, 8)}, ${part(9, 4)}, '4' || ${part(14, 3)}, 'a' || ${part(18, 3)}, ${part(21, 12)})`;
}
