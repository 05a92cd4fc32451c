import { Deployment, type OpenOptions } from '@cellbridge/objects';
import {
  createDeployment,
  forEachDialect,
  type Harness,
  recordStatements,
  type TestDeployment,
} from '@cellbridge/testing';
import { expect, test } from 'vitest';
import { verifyDeployment } from '../src/index.js';
import { expectSound, resultOf } from './support/content.js';
import { move, openDeployment, runMove } from './support/move.js';

const GROUPS = [
  { name: 'first', members: ['a', 'b', 'b'] },
  { name: null, projectId: null, policies: [], members: ['c'] },
  { name: 'second', deleted: true, members: ['d'] },
  { name: 'third', policies: ['affinity', 'soft-affinity'], members: [] },
  { name: 'fourth', members: ['a', 'e'] },
];

/** One cell is worked on batch after batch; two batches of two groups each. */
const OPTIONS = { batchSize: 2 };

forEachDialect('A migrator that is lost', (harness) => {
  test.each([
    { what: 'the process', losses: Number.POSITIVE_INFINITY },
    { what: 'one connection', losses: 1 },
  ])(
    '($what) before any statement leaves nothing that a rerun cannot finish',
    async ({ losses }) => {
      const undisturbed = await fill(harness);
      const recorder = recordStatements();
      await using recorded = await openDeployment(undisturbed, {
        database: { intercept: recorder.intercept },
      });
      const opening = recorder.statements.length;
      expect(await runMove(recorded, OPTIONS)).toMatchObject({ outcome: 'complete' });
      const count = recorder.statements.length - opening;
      const expected = await resultOf(undisturbed);
      expect(expected.groups).toHaveLength(4);

      const databases = await fill(harness);
      for (let doomed = 0; doomed < count; doomed += 1) {
        await crash(databases, doomed, losses);
        const report = await move(databases, OPTIONS);
        expect(report, `lost before statement ${doomed}`).toMatchObject({ outcome: 'complete' });
        expect(await resultOf(databases), `lost before statement ${doomed}`).toEqual(expected);
        await expectSound(databases);
        await using deployment = await openDeployment(databases);
        expect((await verifyDeployment(deployment)).outcome).toBe('clean');
        await empty(databases);
      }
      expect(count).toBeGreaterThan(20);
    },
  );

  test.each([1, 2])(
    '(%i connections to the API database) tries again in the same run',
    async (losses) => {
      const databases = await fill(harness);
      let lost = 0;
      await using deployment = await openDeployment(databases, {
        database: {
          intercept: ({ text }) => {
            if (lost === losses || !text.includes('insert into "cellbridge_receipts"')) return;
            lost += 1;
            throw new Error('The connection is gone.');
          },
        },
      });
      expect(await runMove(deployment, { batchSize: 5 })).toMatchObject({
        outcome: 'complete',
        migrations: [{ found: 4, done: 4 }],
      });
      expect(lost).toBe(losses);
      await expectSound(databases);
    },
  );

  test('after it, its successor too, time and again, loses and doubles nothing', async () => {
    const databases = await fill(harness);
    const undisturbed = await fill(harness);
    await move(undisturbed);
    const { groups } = await resultOf(undisturbed);
    let outcome = '';
    for (let doomed = 0; outcome !== 'complete'; doomed += 1) {
      outcome = await crash(databases, doomed);
      await expectSound(databases);
      expect(doomed).toBeLessThan(200);
    }
    expect((await resultOf(databases)).groups).toEqual(groups);
  });
});

/** Runs a migrator that loses its connections: at statement number `doomed`, so many times. */
async function crash(
  databases: TestDeployment,
  doomed: number,
  losses = Number.POSITIVE_INFINITY,
): Promise<string> {
  let sent = -1;
  const intercept: OpenOptions['intercept'] = () => {
    if (sent < 0) return;
    sent += 1;
    if (sent > doomed && sent <= doomed + losses) throw new Error('The connection is gone.');
  };
  await using deployment = await Deployment.open({
    api: databases.api.url,
    database: { intercept },
  });
  sent = 0;
  return await runMove(deployment, OPTIONS).then(
    ({ outcome }) => outcome,
    () => 'lost',
  );
}

async function fill(harness: Harness): Promise<TestDeployment> {
  const databases = await createDeployment(harness);
  await refill(databases);
  return databases;
}

async function refill({ cell }: TestDeployment): Promise<void> {
  await cell.addGroups(
    GROUPS.map((seed, index) => ({ ...seed, uuid: `0a000000-0000-4000-8000-00000000000${index}` })),
  );
}

/** Puts everything back to before the move. */
async function empty(databases: TestDeployment): Promise<void> {
  for (const { raw } of [databases.api, databases.cell]) {
    for (const table of ['instance_group_member', 'instance_group_policy', 'instance_groups']) {
      await raw.query(`DELETE FROM ${table}`);
      await raw.followIds(table);
    }
  }
  for (const table of ['receipts', 'claims', 'progress', 'quarantine']) {
    await databases.api.raw.query(`DELETE FROM cellbridge_${table}`);
  }
  await refill(databases);
}
