import {
  type CellDatabase,
  createDeployment,
  forEachDialect,
  forEachServer,
  recordStatements,
} from '@cellbridge/testing';
import { expect, test } from 'vitest';
import { migrationStatus } from '../src/index.js';
import { SLOW_UPDATES } from './dialects/slow-updates.js';
import { expectSound } from './support/content.js';
import { move, openDeployment, runMove } from './support/move.js';

const members = (count: number, of = 'm') =>
  Array.from({ length: count }, (_, index) => `${of}${index}`);

forEachDialect('A batch', (harness) => {
  test('is bounded by member rows: huge groups behind many small ones go in batches of their own', async () => {
    const { cell, api, ...rest } = await createDeployment(harness);
    await cell.addGroups(Array.from({ length: 600 }, () => ({ policies: [] })));
    const huge = members(2_000);
    await cell.addGroups(Array.from({ length: 30 }, () => ({ members: huge })));
    await move({ cell, api, ...rest });
    expect(await api.groups()).toHaveLength(630);
    // The rows of a batch end at the same moment.
    const batches = await cell.raw.query(
      `SELECT count(*) AS member_rows FROM instance_group_member GROUP BY deleted_at`,
    );
    expect(batches.length).toBeGreaterThan(1);
    for (const batch of batches) expect(Number(batch.member_rows)).toBeLessThanOrEqual(40_000);
  });

  test('of one huge group goes in pieces, and moves it whole', async () => {
    const databases = await createDeployment(harness);
    const everyone = members(25_000);
    await databases.cell.addGroups([{ members: everyone }]);
    const { intercept, statements } = recordStatements();
    await using deployment = await openDeployment(databases, { database: { intercept } });
    expect(await runMove(deployment)).toMatchObject({ outcome: 'complete' });
    const pieces = (text: string) => statements.filter((sent) => sent.text.includes(text)).length;
    expect(pieces('update "instance_group_member"')).toBe(3);
    expect(pieces('insert into "instance_group_member"')).toBe(3);
    const [group] = await databases.api.groups();
    expect(group?.members).toEqual([...everyone].sort());
    await expectSound(databases);
  });

  test('is not counted for: a run counts the groups of a cell when it begins and when it ends', async () => {
    const databases = await createDeployment(harness);
    const [stuck] = await databases.cell.addGroups([{ name: 'one' }, {}, {}]);
    await databases.api.addGroups([{ uuid: stuck?.uuid ?? '', name: 'another' }]);
    const { intercept, statements } = recordStatements();
    await using deployment = await openDeployment(databases, { database: { intercept } });
    expect(await runMove(deployment)).toMatchObject({ outcome: 'quarantined' });
    const counts = statements.filter(({ text }) =>
      text.startsWith('select count(*) from "instance_groups"'),
    );
    expect(counts).toHaveLength(2);
  });

  test('leaves no lock behind where members come while it is planned', async () => {
    const databases = await createDeployment(harness);
    await databases.cell.addGroups([{ members: ['a'] }, { members: ['b'] }]);
    await move(databases, { maxCount: 1 });
    await move(databases, { maxCount: 1 });
    expect(await move(databases)).toMatchObject({ outcome: 'complete' });
    expect(await databases.api.groups()).toHaveLength(2);
  });
});

forEachServer('A batch that takes longer than the server lets it', (harness) => {
  const slowDown = async ({ raw }: CellDatabase, seconds: number) => {
    for (const statement of SLOW_UPDATES[raw.dialect]?.(seconds) ?? []) await raw.query(statement);
  };

  test('is halved until it passes, and is no unreachable cell', async () => {
    const databases = await createDeployment(harness);
    await databases.cell.addGroups(
      Array.from({ length: 64 }, (_, index) => ({ members: members(4, `${index}-`) })),
    );
    await slowDown(databases.cell, 0.02);
    await using deployment = await openDeployment(databases, {
      database: { statementTimeout: 1_000 },
    });
    expect(await runMove(deployment)).toMatchObject({
      outcome: 'complete',
      migrations: [{ found: 64, done: 64, unavailableCells: [] }],
    });
    expect(await databases.api.groups()).toHaveLength(64);
  });

  test('fails by its own name where it is a single group', async () => {
    const databases = await createDeployment(harness);
    await databases.cell.addGroups([{ members: members(4) }]);
    await slowDown(databases.cell, 1);
    await using deployment = await openDeployment(databases, {
      database: { statementTimeout: 300 },
    });
    const report = await runMove(deployment);
    expect(report).toMatchObject({ outcome: 'failed', migrations: [{ unavailableCells: [] }] });
    expect(String(report.migrations[0]?.error)).toContain('took longer than it may');
    const { cells } = await migrationStatus(deployment);
    expect(cells).toMatchObject([{ state: 'failed', remaining: 1 }]);
  });
});
