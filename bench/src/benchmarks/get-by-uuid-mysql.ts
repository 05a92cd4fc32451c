import { createConnection } from 'mysql2';
import type { Benchmark } from '../benchmark.js';
import { measureLookup, type RawLookup } from '../lookup/measure-lookup.js';

const LOOKUP = `SELECT id, uuid, name, user_id, project_id, created_at, updated_at,
    (SELECT concat('[', coalesce(group_concat(json_array(policy, rules) ORDER BY p.id), ''), ']')
     FROM instance_group_policy p WHERE p.group_id = g.id),
    (SELECT concat('[', coalesce(group_concat(json_quote(instance_uuid) ORDER BY m.id), ''), ']')
     FROM instance_group_member m WHERE m.group_id = g.id)
  FROM instance_groups g WHERE uuid = convert(? USING utf8mb3)`;

export const getByUuidMysql: Benchmark = {
  name: 'get-by-uuid-mysql',
  description: 'the same on MySQL',
  unit: 'calls/s',
  bar: 0.85,
  groups: 10_000,
  rounds: 9,
  async measure(lab) {
    const { groups = this.groups, rounds = this.rounds } = lab.options;
    return await measureLookup(lab, 'mysql', { groups, rounds }, openLookup);
  },
};

async function openLookup(api: string): Promise<RawLookup> {
  const connection = createConnection({ uri: api, dateStrings: true });
  return {
    find: (uuid) =>
      new Promise((resolve, reject) => {
        connection.execute(
          { sql: LOOKUP, values: [uuid], rowsAsArray: true },
          (error: Error | null, rows: unknown) => (error ? reject(error) : resolve(rows)),
        );
      }),
    [Symbol.asyncDispose]: async () => connection.destroy(),
  };
}
