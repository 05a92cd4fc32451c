import { recordMigrator, setProgressState } from '@cellbridge/db-api';
import { instanceGroupsMigration, runOnlineDataMigrations } from '@cellbridge/migrator';
import { Deployment, INSTANCE_GROUPS_MIGRATION, now } from '@cellbridge/objects';
import { createDeployment, type Harness, type TestDeployment } from '@cellbridge/testing';

/** The groups that cannot move: the API database has others of their uuids. */
export const QUARANTINED = [
  '5e0f0000-0000-4000-8000-0000000000a1',
  '5e0f0000-0000-4000-8000-0000000000a2',
];

const MEMBERS = Array.from(
  { length: 3 },
  (_, number) => `1a570000-0000-4000-8000-00000000000${number}`,
);

/**
 * Makes a deployment whose cells are in one state each:
 *
 * - cell1: complete
 * - cell2: two groups in quarantine
 * - cell3: a run moves groups
 * - cell4: a run is held back
 * - cell5: its run was killed
 * - cell6: nobody has begun
 * - cell7: cannot be reached
 */
export async function createVariedDeployment(harness: Harness): Promise<TestDeployment> {
  const databases = await createDeployment(harness, { cells: 6 });
  const { api, cells } = databases;
  const [, second, ...others] = cells;
  const groups = (count: number) => Array.from({ length: count }, () => ({ members: MEMBERS }));
  await cells[0]?.addGroups(groups(120));
  const twins = QUARANTINED.map((uuid) => ({ uuid, projectId: 'engines', members: MEMBERS }));
  await second?.addGroups([
    ...groups(38),
    ...twins.map((twin) => ({ ...twin, name: 'web, as the cell has it', policies: ['affinity'] })),
  ]);
  await api.addGroups(
    twins.map((twin) => ({
      ...twin,
      name: 'web',
      members: MEMBERS.slice(1),
      policies: ['affinity'],
    })),
  );
  await using deployment = await Deployment.open({ api: api.url });
  for (const name of ['cell1', 'cell2']) {
    await runOnlineDataMigrations(deployment, [instanceGroupsMigration], { cells: [name] });
  }
  for (const [index, cell] of others.entries()) {
    await cell.addGroups(groups(60 + index * 17));
    await runOnlineDataMigrations(deployment, [instanceGroupsMigration], {
      cells: [cell.name],
      maxCount: index < 3 ? 31 - index * 7 : 1,
      batchSize: 5,
    });
  }
  const [moving, throttled, killed, pending] = others.map(({ uuid }) => uuid);
  await addRun(deployment, moving, { state: 'moving', reason: null });
  const reason = 'Sessions of services wait for locks: a pause of 120 ms between batches.';
  await addRun(deployment, throttled, { state: 'throttled', reason });
  await addRun(deployment, killed, { state: 'moving', reason: null });
  await killRun(databases, killed);
  await api.raw.query('DELETE FROM cellbridge_progress WHERE cell_uuid = ?', pending ?? '');
  const uuid = 'ce110000-0000-4000-8000-000000000007';
  const url = 'sqlite:////nowhere/cell7.sqlite';
  await api.addCellMappings([{ uuid, name: 'cell7', url }]);
  return databases;
}

/** Lets a run be at work in a cell, as its sign of life tells. */
async function addRun(
  { api }: Pick<Deployment, 'api'>,
  cellUuid = '',
  report: { readonly state: 'moving' | 'throttled' | 'paused'; readonly reason: string | null },
): Promise<void> {
  const key = { migration: INSTANCE_GROUPS_MIGRATION, cellUuid };
  const who = { id: `m-${cellUuid}`, runId: 'r1', cellUuid, host: 'controller1', pid: 4_711 };
  await api.transaction(async (transaction) => {
    await setProgressState(transaction, key, { state: 'running' }, now());
    await recordMigrator(transaction, who, {
      ...report,
      batchGroups: 200,
      batchRows: 2_000,
      recentRate: 43.5,
      lastBatchGroups: 184,
      lastBatchAt: now(),
      obeyedAt: null,
    });
  });
}

/** Lets the run in a cell have given no sign of life for a minute. */
export async function killRun({ api }: TestDeployment, cellUuid = ''): Promise<void> {
  const before = now(-60_000);
  for (const table of ['cellbridge_progress', 'cellbridge_migrators']) {
    const change = `UPDATE ${table} SET heartbeat_at = ? WHERE cell_uuid = ?`;
    await api.raw.query(change, before, cellUuid);
  }
}
