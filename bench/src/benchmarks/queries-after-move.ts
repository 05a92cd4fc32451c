import BetterSqlite3 from 'better-sqlite3';
import type { Benchmark } from '../benchmark.js';
import type { CellSize } from '../data/cell-size.js';
import type { Lab } from '../lab.js';
import { countStatements, type StatementCounts } from '../lookup/count-statements.js';
import { runMove } from '../move/run-move.js';
import { createServerSite } from '../move/server-site.js';
import { createSqliteSite } from '../move/sqlite-site.js';
import { withClient } from '../postgresql/with-client.js';

const ANY_UUID = 'SELECT uuid FROM instance_groups LIMIT 1';

export const queriesAfterMove: Benchmark = {
  name: 'queries-after-move',
  description: 'statements of a getByUuid, the most of hit and miss on either database, against 1',
  unit: 'statements',
  bar: 1,
  isExact: true,
  groups: 100,
  rounds: 1,
  async measure(lab) {
    const groups = lab.options.groups ?? this.groups;
    const size = { groups, members: 10 };
    const counts = [await onPostgresql(lab, size), await onSqlite(lab, size)];
    const toCells = counts.reduce((sum, count) => sum + count.toCells, 0);
    // Those to cells count twice: there should be none, not even in the place of another.
    const most = Math.max(...counts.flatMap(({ hit, miss }) => [hit, miss]));
    return { ours: [most + toCells], reference: [1], groups };
  },
};

async function onPostgresql(lab: Lab, size: CellSize): Promise<StatementCounts> {
  const site = await createServerSite(lab, 'postgresql', size);
  await runMove(site.api);
  const { rows } = await withClient(site.api, (client) => client.query<{ uuid: string }>(ANY_UUID));
  const counts = await countStatements(site.api, rows[0]?.uuid ?? '');
  await site.drop();
  return counts;
}

async function onSqlite(lab: Lab, size: CellSize): Promise<StatementCounts> {
  const site = await createSqliteSite(lab, size);
  await runMove(site.api);
  const driver = new BetterSqlite3(site.files.api, { readonly: true });
  const uuid = driver.prepare(ANY_UUID).pluck().get() as string;
  driver.close();
  const counts = await countStatements(site.api, uuid);
  await site.drop();
  return counts;
}
