import { randomUUID } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import {
  createDeployment,
  forEachDialect,
  holdStatement,
  type TestDeployment,
} from '@cellbridge/testing';
import { beforeAll, expect, test } from 'vitest';
import { verifyDeployment } from '../src/index.js';
import { expectSound } from './support/content.js';
import { openDeployment, runMove } from './support/move.js';
import { expectSeenUntilMoved, WRITES } from './support/writes.js';

/** Where a migrator is held; a soft delete takes effect when the cell's transaction is committed. */
const READ_TO_INSERT = "between the migrator's read and its insert";
const INSERT_TO_SOFT_DELETE = 'between its insert and its soft delete';

const CASES = WRITES.flatMap((write) =>
  [READ_TO_INSERT, INSERT_TO_SOFT_DELETE].flatMap((where) =>
    ['', ', then a crash, then a rerun'].map((end) => {
      return [`${write.what} ${where}${end}`, { ...write, where, doesCrash: end !== '' }] as const;
    }),
  ),
);

forEachDialect('A service beside a migrator', (harness) => {
  let databases: TestDeployment;
  beforeAll(async () => {
    databases = await createDeployment(harness);
  });

  test.each(CASES)('%s', async (_name, { what, write, after, where, doesCrash }) => {
    const uuid = randomUUID();
    const other = randomUUID();
    await databases.cell.addGroups([{ uuid, name: 'before', members: ['kept', other] }]);
    const held = hold(databases, where);
    await using migrator = await openDeployment(databases, {
      database: { intercept: held.intercept },
    });
    const moving = runMove(migrator, { maxCount: 1 });
    await held.reached;

    await using service = await openDeployment(databases, { fallback: 'always' });
    let isThrough = false;
    const writing = write(service, uuid, other).finally(() => {
      isThrough = true;
    });
    while (!isThrough && !(await databases.cell.raw.isBlocked())) await setImmediate();
    // Before the commit point the group is the cell's, and so is its lock; after it, the API's.
    if (what !== 'removal in bulk') expect(isThrough).toBe(where === INSERT_TO_SOFT_DELETE);
    held.release(doesCrash ? new Error('The migrator is gone.') : undefined);
    await writing;
    await moving;
    await expectSeenUntilMoved(databases, uuid, other, after);

    expect(await databases.cell.liveGroups()).toEqual([]);
    await expectSound(databases);
    await using successor = await openDeployment(databases);
    expect(await verifyDeployment(successor)).toMatchObject({ outcome: 'clean', findings: [] });
  });
});

function hold({ cell }: TestDeployment, where: string) {
  const name = cell.url.slice(cell.url.lastIndexOf('/') + 1);
  let isMoved = false;
  return holdStatement(({ database, text }) => {
    isMoved ||= text.includes('insert into "cellbridge_receipts"');
    if (!database.includes(name)) return false;
    // The last thing in the cell once all of the group was read, and in the end.
    if (where === READ_TO_INSERT) return text.startsWith('update "instance_groups"');
    return isMoved && text === 'commit';
  });
}
