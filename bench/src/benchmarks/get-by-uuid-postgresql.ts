import pg from 'pg';
import type { Benchmark } from '../benchmark.js';
import { measureLookup, type RawLookup } from '../lookup/measure-lookup.js';

const LOOKUP = `SELECT id, uuid, name, user_id, project_id, created_at::text, updated_at::text,
    (SELECT coalesce(json_agg(json_build_array(policy, rules) ORDER BY p.id), '[]')
     FROM instance_group_policy p WHERE p.group_id = g.id),
    (SELECT coalesce(json_agg(instance_uuid ORDER BY m.id), '[]')
     FROM instance_group_member m WHERE m.group_id = g.id)
  FROM instance_groups g WHERE uuid = $1`;

export const getByUuidPostgresql: Benchmark = {
  name: 'get-by-uuid-postgresql',
  description: 'InstanceGroup.getByUuid after the move, against one prepared statement',
  unit: 'calls/s',
  bar: 0.85,
  groups: 10_000,
  rounds: 9,
  async measure(lab) {
    const { groups = this.groups, rounds = this.rounds } = lab.options;
    return await measureLookup(lab, 'postgresql', { groups, rounds }, openLookup);
  },
};

async function openLookup(api: string): Promise<RawLookup> {
  const client = new pg.Client({ connectionString: api });
  await client.connect();
  return {
    find: (uuid) =>
      client.query({ name: 'lookup', text: LOOKUP, values: [uuid], rowMode: 'array' }),
    [Symbol.asyncDispose]: () => client.end(),
  };
}
