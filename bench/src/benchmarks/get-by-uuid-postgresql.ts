import { Deployment, InstanceGroup } from '@cellbridge/objects';
import type pg from 'pg';
import type { Benchmark } from '../benchmark.js';
import { alternate } from '../measure/alternate.js';
import { callsPerSecond } from '../measure/calls-per-second.js';
import { shuffled } from '../measure/shuffled.js';
import { createPostgresqlSite } from '../move/postgresql-site.js';
import { runMove } from '../move/run-move.js';
import { withClient } from '../postgresql/with-client.js';

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
    const groups = lab.options.groups ?? this.groups;
    const site = await createPostgresqlSite(lab, { groups, members: 10 });
    await runMove(site.api);
    return await withClient(site.api, async (client) => {
      await client.query('VACUUM (ANALYZE)');
      const uuids = await listUuids(client);
      await using deployment = await Deployment.open({ api: site.api });
      const context = deployment.adminContext();
      const ours = (uuid: string) => InstanceGroup.getByUuid(context, uuid);
      const reference = (uuid: string) =>
        client.query({ name: 'lookup', text: LOOKUP, values: [uuid], rowMode: 'array' });
      await callsPerSecond(uuids, ours);
      await callsPerSecond(uuids, reference);
      const figures = await alternate(
        lab.options.rounds ?? this.rounds,
        () => callsPerSecond(uuids, ours),
        () => callsPerSecond(uuids, reference),
      );
      return { ...figures, groups };
    }).finally(() => site.drop());
  },
};

async function listUuids(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ uuid: string }>(
    'SELECT uuid FROM instance_groups ORDER BY id',
  );
  return shuffled(rows.map(({ uuid }) => uuid));
}
