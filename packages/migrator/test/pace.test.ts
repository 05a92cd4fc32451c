import { createDeployment, forEachDialect } from '@cellbridge/testing';
import { expect, test } from 'vitest';
import { type CellMigrator, type MoveWishes, migrationStatus, steerMoves } from '../src/index.js';
import { openDeployment, runMove } from './support/move.js';

/** Long after every clock here, so that no run is silent. */
const LATER = '2100-01-01 00:00:00';

interface Run {
  readonly cell?: number;
  readonly rate: number | null;
  readonly state?: 'moving' | 'paused';
  /** When it gave its last sign of life. */
  readonly at?: string;
}

forEachDialect('How fast a move is', (harness) => {
  /** The pace of cells of four groups each, with such runs. */
  async function paceWith(cells: number, runs: readonly Run[]) {
    const databases = await createDeployment(harness, { cells });
    for (const cell of databases.cells) await cell.addGroups([{}, {}, {}, {}]);
    const rows = runs.map(({ cell = 0, rate, state = 'moving', at = LATER }, index) => ({
      ...{ id: `m${index}`, run_id: 'r1', cell_uuid: databases.cells[cell]?.uuid ?? '' },
      ...{ host: 'h', pid: index, state, batch_groups: 5, batch_rows: 50, recent_rate: rate },
      ...{ started_at: LATER, heartbeat_at: at },
    }));
    if (rows.length > 0) await databases.api.raw.insert('cellbridge_migrators', rows);
    await using deployment = await openDeployment(databases);
    const { cells: found, totals } = await migrationStatus(deployment);
    const [first] = found;
    const paceOf = (pace: typeof totals | undefined) => [pace?.ratePerSecond, pace?.etaSeconds];
    return { first: paceOf(first), totals: paceOf(totals) };
  }

  test.each<[string, readonly Run[], (number | null)[]]>([
    ['no run', [], [null, null]],
    ['two runs', [{ rate: 0.5 }, { rate: 1.5 }], [2, 2]],
    ['a run of an earlier release', [{ rate: 2 }, { rate: null }], [null, null]],
    ['a run that has moved nothing for a minute', [{ rate: 0 }], [0, null]],
    ['a paused run', [{ rate: 2, state: 'paused' }], [2, null]],
    ['a paused run beside another', [{ rate: 0, state: 'paused' }, { rate: 8 }], [8, 0.5]],
    ['a lost run', [{ rate: 5, at: '2024-02-29 00:00:00' }], [null, null]],
    ['a lost run beside another', [{ rate: 5, at: '2024-02-29 00:00:00' }, { rate: 2 }], [2, 2]],
  ])('is told of %s', async (_what, runs, pace) => {
    expect(await paceWith(1, runs)).toEqual({ first: pace, totals: pace });
  });

  test('is the sum of the cells that move, and the slowest one decides when they end', async () => {
    const both = await paceWith(2, [{ rate: 2 }, { rate: 1, cell: 1 }]);
    expect(both).toEqual({ first: [2, 2], totals: [3, 4] });
    const one = await paceWith(2, [{ rate: 2 }]);
    expect(one).toEqual({ first: [2, 2], totals: [2, null] });
  });

  test('and its last batch are recorded by a run itself', async () => {
    const databases = await createDeployment(harness);
    await databases.cell.addGroups(Array.from({ length: 100 }, () => ({})));
    await using deployment = await openDeployment(databases);
    await using elsewhere = await openDeployment(databases);
    const steer = (wishes: MoveWishes) => steerMoves(elsewhere, wishes, { wishedBy: 'ada' });
    let told: Promise<CellMigrator> | undefined;
    /** A run records what it does with each wish that it reads; in its first second it has no rate. */
    async function untilItHasARate(): Promise<CellMigrator> {
      await steer({ paused: true });
      for (let rate = 1_000; ; rate += 1) {
        const [cell] = await steer({ rate });
        const [run] = cell?.migrators ?? [];
        if (!run) throw new Error('The run has ended before.');
        if (run.ratePerSecond !== null) return run;
      }
    }
    const report = await runMove(deployment, {
      // Slow enough to be paused on its way.
      rate: 1,
      onProgress: ({ type }) => {
        if (type !== 'batch' || told) return;
        told = untilItHasARate().finally(() => steer({ paused: false }));
      },
    });
    expect(report).toMatchObject({ outcome: 'complete' });
    const run = await told;
    expect(run?.ratePerSecond).toBeGreaterThan(0);
    expect(run?.lastBatch).toEqual({ groups: 1, at: expect.stringMatching(/^20.*Z$/) });
  });
});
