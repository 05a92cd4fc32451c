import { Deployment, InstanceGroup } from '@cellbridge/objects';
import BetterSqlite3 from 'better-sqlite3';
import type { Benchmark } from '../benchmark.js';
import { alternate } from '../measure/alternate.js';
import { callsPerSecond, callsPerSecondAtOnce } from '../measure/calls-per-second.js';
import { shuffled } from '../measure/shuffled.js';
import { runMove } from '../move/run-move.js';
import { createSqliteSite } from '../move/sqlite-site.js';

export const getByUuidSqlite: Benchmark = {
  name: 'get-by-uuid-sqlite',
  description: 'InstanceGroup.getByUuid after the move, against prepared statements',
  unit: 'calls/s',
  bar: 0.5,
  groups: 10_000,
  rounds: 9,
  async measure(lab) {
    const groups = lab.options.groups ?? this.groups;
    const site = await createSqliteSite(lab, { groups, members: 10 });
    await runMove(site.api);
    const driver = new BetterSqlite3(site.files.api, { readonly: true });
    try {
      const uuids = shuffled(
        driver.prepare('SELECT uuid FROM instance_groups ORDER BY id').pluck().all() as string[],
      );
      await using deployment = await Deployment.open({ api: site.api });
      const context = deployment.adminContext();
      const ours = (uuid: string) => InstanceGroup.getByUuid(context, uuid);
      const reference = prepareLookup(driver);
      await callsPerSecond(uuids, ours);
      callsPerSecondAtOnce(uuids, reference);
      const figures = await alternate(
        lab.options.rounds ?? this.rounds,
        () => callsPerSecond(uuids, ours),
        async () => callsPerSecondAtOnce(uuids, reference),
      );
      return { ...figures, groups };
    } finally {
      driver.close();
      await site.drop();
    }
  },
};

/** One statement a table: the driver is in the same process, and JSON would cost more. */
function prepareLookup(driver: BetterSqlite3.Database): (uuid: string) => unknown {
  const group = driver.prepare('SELECT * FROM instance_groups WHERE uuid = ?');
  const policies = driver.prepare(
    'SELECT policy, rules FROM instance_group_policy WHERE group_id = ? ORDER BY id',
  );
  const members = driver
    .prepare('SELECT instance_uuid FROM instance_group_member WHERE group_id = ? ORDER BY id')
    .pluck();
  return (uuid) => {
    const row = group.get(uuid) as { id: number };
    return { ...row, policies: policies.all(row.id), members: members.all(row.id) };
  };
}
