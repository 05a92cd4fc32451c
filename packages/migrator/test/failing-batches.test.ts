import {
  createDeployment,
  dropConnection,
  forEachDialect,
  forEachServer,
} from '@cellbridge/testing';
import { expect, test } from 'vitest';
import { openDeployment, runMove } from './support/move.js';

forEachDialect('A max count', (harness) => {
  test('is kept, and what moved is counted, though the API database is lost in a batch', async () => {
    const databases = await createDeployment(harness);
    const groups = await databases.cell.addGroups(Array.from({ length: 40 }, () => ({})));
    await databases.api.addGroups([{ uuid: groups[2]?.uuid ?? '', name: 'another' }]);
    const intercept = dropConnection(({ text }) =>
      text.startsWith('insert into "cellbridge_quarantine"'),
    );
    await using deployment = await openDeployment(databases, { database: { intercept } });
    const { migrations } = await runMove(deployment, { maxCount: 7 });
    expect(migrations).toMatchObject([{ done: 7 }]);
    expect(await databases.api.groups()).toHaveLength(8);
  });

  test('is kept, and what moved is counted once, though a cell is lost before its clean-up', async () => {
    const databases = await createDeployment(harness, { cells: 2 });
    await databases.cell.addGroups(Array.from({ length: 40 }, () => ({})));
    let isMoved = false;
    const intercept = dropConnection(({ database, text }) => {
      isMoved ||= text.includes('into "cellbridge_receipts"');
      return isMoved && text === 'commit' && database.endsWith(nameOf(databases.cell.url));
    });
    await using deployment = await openDeployment(databases, { database: { intercept } });
    const first = await runMove(deployment, { maxCount: 7 });
    expect(first.migrations).toMatchObject([{ done: 7 }]);
    expect(await databases.api.groups()).toHaveLength(7);
  });
});

forEachServer('An API database', (harness) => {
  test('that is away is not tried with one batch after the other', async () => {
    const databases = await createDeployment(harness);
    await databases.cell.addGroups(Array.from({ length: 200 }, () => ({})));
    let isAway = false;
    let tries = 0;
    const intercept = ({ database, text }: { database: string; text: string }) => {
      if (!database.endsWith(nameOf(databases.api.url))) return;
      isAway ||= text.startsWith('insert into "cellbridge_claims"');
      if (!isAway) return;
      tries += 1;
      throw new Error('away');
    };
    await using deployment = await openDeployment(databases, { database: { intercept } });
    await expect(runMove(deployment, { batchSize: 2 })).resolves.toMatchObject({
      outcome: 'failed',
    });
    expect(tries).toBeLessThan(10);
  });

  test('that refuses groups is left no claims on them', async () => {
    const databases = await createDeployment(harness);
    await databases.api.raw.query(
      "ALTER TABLE instance_groups ADD CONSTRAINT good CHECK (name <> 'bad')",
    );
    await databases.cell.addGroups(
      Array.from({ length: 20 }, (_, index) => ({ name: index % 5 === 0 ? 'bad' : 'good' })),
    );
    await using deployment = await openDeployment(databases);
    expect(await runMove(deployment)).toMatchObject({ outcome: 'quarantined' });
    expect(await databases.api.rows('cellbridge_claims')).toEqual([]);
  });
});

/** A database's part of its URL, which has a password. */
function nameOf(url: string): string {
  return url.slice(url.lastIndexOf('/'));
}
