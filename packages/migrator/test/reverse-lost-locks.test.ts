import { randomUUID } from 'node:crypto';
import {
  createDeployment,
  forEachServer,
  holdStatement,
  type TestDeployment,
} from '@cellbridge/testing';
import { expect, test } from 'vitest';
import { reverseGroups } from '../src/index.js';
import { END_TRANSACTIONS } from './dialects/end-transactions.js';
import { expectSound } from './support/content.js';
import { holdAfterClaim } from './support/hold-after-claim.js';
import { move, openDeployment } from './support/move.js';

/** A row lock of a server is lost with its connection, and its owner learns of it only when it uses that connection again. */
forEachServer('A reversal that has lost its row locks without knowing', (harness) => {
  test('loses no group to a run that begins meanwhile', async () => {
    const databases = await createDeployment(harness);
    let points = 0;
    while (await loseLocks(databases, points)) points += 1;
    // The claim's commit, the question in the cell, and each statement of the commit point.
    expect(points).toBeGreaterThan(8);
    await expectSound(databases);
  });
});

/**
 * Takes a group back, takes the reversal's locks away before its statement number `point` after the claim, and lets a
 * run move the group, which takes the live row for one that a crash has left.
 *
 * @returns whether the reversal came to that statement.
 */
async function loseLocks(databases: TestDeployment, point: number): Promise<boolean> {
  const { api, cell } = databases;
  const uuid = randomUUID();
  await cell.addGroups([{ uuid, members: ['kept'] }]);
  await move(databases);
  const held = holdAfterClaim(point);
  const claiming = holdStatement(({ text }) => text.includes('insert into "cellbridge_claims"'));
  await using deployment = await openDeployment(databases, {
    database: {
      intercept: async (statement) => {
        await claiming.intercept(statement);
        await held.intercept(statement);
      },
    },
  });
  const reversing = reverseGroups(deployment, { groups: [uuid], notice: 0 }).catch(() => {});
  await claiming.reached;
  // As after half a minute without a sign of life: the run does not wait for the reversal.
  await age(databases);
  claiming.release();
  const wasReached = await Promise.race([
    held.reached.then(() => true),
    reversing.then(() => false),
  ]);
  if (wasReached) {
    await END_TRANSACTIONS[cell.raw.dialect]?.(cell.raw);
    const moving = move(databases);
    // Once the reversal is deleting its claim the run has to wait for it, and is let in behind it.
    if (!held.hasTakenClaimBack()) await moving;
    held.release();
    await moving;
  }
  await reversing;
  await age(databases);
  expect(await move(databases)).toMatchObject({ outcome: 'complete' });
  const groups = await api.groups();
  expect(groups.find((group) => group.uuid === uuid)).toMatchObject({ members: ['kept'] });
  return wasReached;
}

async function age({ api }: TestDeployment): Promise<void> {
  await api.raw.query("UPDATE cellbridge_progress SET heartbeat_at = '2000-01-01 00:00:00.000000'");
}
