import { randomUUID } from 'node:crypto';
import { InstanceGroup } from '@cellbridge/objects';
import {
  createDeployment,
  defer,
  forEachServer,
  type RawDatabase,
  type TestDeployment,
} from '@cellbridge/testing';
import { expect, test } from 'vitest';
import { END_TRANSACTIONS } from './dialects/end-transactions.js';
import { addMemberByHand } from './support/add-member-by-hand.js';
import { ARCHIVERS } from './support/back-up.js';
import { expectSound } from './support/content.js';
import { holdAfterClaim } from './support/hold-after-claim.js';
import { move, openDeployment, runMove } from './support/move.js';
import { expectSeenUntilMoved, WRITES, type Write } from './support/writes.js';

/**
 * A row lock of a server is lost with its connection, and its owner learns of it only when it uses
 * that connection again. SQLite's lock is the process's own, and cannot be lost.
 */
forEachServer('A migrator that has lost its row locks without knowing', (harness) => {
  test.each(WRITES.map((write) => [write.what, write] as const))(
    'overwrites no %s that comes in between',
    async (_what, write) => {
      const databases = await createDeployment(harness);
      let points = 0;
      while (await loseLocks(databases, write, points)) points += 1;
      // The claim's commit, the read of the batch, and each statement of the commit point.
      expect(points).toBeGreaterThan(8);
      await expectSound(databases);
    },
  );
});

forEachServer('A migrator that has lost the locks of stranded members unknowingly', (harness) => {
  test.each([
    ['of the cell', '25 and later'],
    ['that Nova has archived', '23 and 24'],
  ] as const)('adopts no member %s whose removal was acknowledged in between', async (_, nova) => {
    const databases = await createDeployment(harness, { madeBy: 'adopted' });
    let points = 0;
    while (await loseLocksOfStranded(databases, ARCHIVERS[nova], points)) points += 1;
    // The claim's commit, the second read of the rows, and each statement of the adoption.
    expect(points).toBeGreaterThan(6);
    await expectSound(databases);
  });
});

/**
 * Strands a member, takes the migrator's locks away before its statement number `point` after the
 * claim, and lets the member's instance be deleted.
 *
 * @returns whether the migrator came to that statement.
 */
async function loseLocksOfStranded(
  databases: TestDeployment,
  archive: (raw: RawDatabase) => Promise<void>,
  point: number,
): Promise<boolean> {
  const uuid = randomUUID();
  const late = randomUUID();
  const [added] = await databases.cell.addGroups([{ uuid, members: ['kept'] }]);
  await move(databases);
  await addMemberByHand(databases.cell, added?.id ?? 0, late);
  await archive(databases.cell.raw);

  const held = holdAfterClaim(point);
  await using migrator = await openDeployment(databases, {
    database: { intercept: held.intercept },
  });
  const moving = runMove(migrator);
  const wasReached = await Promise.race([held.reached.then(() => true), moving.then(() => false)]);
  if (wasReached) await endTransactions(databases);

  const revoking = defer<void>();
  await using service = await openDeployment(databases, {
    fallback: 'always',
    database: {
      intercept: ({ text }) => {
        if (text.includes('delete from "cellbridge_claims"')) revoking.resolve();
      },
    },
  });
  const removing = InstanceGroup.destroyMembersBulk(service.adminContext(), [late]);
  // Once the migrator is deleting its claim the service has to wait for it, and is let in behind it.
  await (held.hasTakenClaimBack() ? Promise.race([removing, revoking.promise]) : removing);
  held.release();
  await removing;
  await moving;
  expect(await move(databases)).toMatchObject({ outcome: 'complete' });
  const { members } = await InstanceGroup.getByUuid(service.adminContext(), uuid);
  expect(members).toEqual(['kept']);
  return wasReached;
}

/**
 * Moves a group, takes the migrator's locks away before its statement number `point` after the
 * claim, and lets a writer in.
 *
 * @returns whether the migrator came to that statement.
 */
async function loseLocks(
  databases: TestDeployment,
  { write, after }: Write,
  point: number,
): Promise<boolean> {
  const uuid = randomUUID();
  const other = randomUUID();
  await databases.cell.addGroups([{ uuid, name: 'before', members: ['kept', other] }]);

  const held = holdAfterClaim(point);
  await using migrator = await openDeployment(databases, {
    database: { intercept: held.intercept },
  });
  // One group at most, so that one batch is under way and the points are those of its move.
  const moving = runMove(migrator, { maxCount: 1 });
  const wasReached = await Promise.race([held.reached.then(() => true), moving.then(() => false)]);
  if (!wasReached) {
    await moving;
    return false;
  }
  await endTransactions(databases);

  const revoking = defer<void>();
  await using writer = await openDeployment(databases, {
    fallback: 'always',
    database: {
      intercept: ({ text }) => {
        if (text.includes('delete from "cellbridge_claims"')) revoking.resolve();
      },
    },
  });
  const writing = write(writer, uuid, other);
  // Once the migrator is deleting its claim the writer has to wait for it, and is let in behind it.
  await (held.hasTakenClaimBack() ? Promise.race([writing, revoking.promise]) : writing);
  held.release();
  await writing;
  await moving;
  await expectSeenUntilMoved(databases, uuid, other, after);
  return true;
}

async function endTransactions({ cell: { raw } }: TestDeployment): Promise<void> {
  await END_TRANSACTIONS[raw.dialect]?.(raw);
}
