import { InvalidInputError } from '@cellbridge/objects';
import { createDeployment, forEachDialect, recordStatements } from '@cellbridge/testing';
import { expect, test } from 'vitest';
import { planMove } from '../src/index.js';
import { openDeployment, runMove } from './support/move.js';

forEachDialect('A plan', (harness) => {
  test('says what the run then does, group by group, and changes nothing', async () => {
    const databases = await createDeployment(harness, { cells: 2 });
    const { api, cell } = databases;
    const [, other] = databases.cells;
    // Moved, and left live by a crash; destroyed after it had moved.
    const [leftover, destroyed] = await cell.addGroups([
      { members: ['a'] },
      { uuid: '5e0f0000-0000-4000-8000-000000000002' },
    ]);
    await using deployment = await openDeployment(databases);
    await runMove(deployment);
    await cell.raw.query('UPDATE instance_groups SET deleted = 0 WHERE id = ?', leftover?.id ?? 0);
    await api.raw.query('DELETE FROM instance_group_policy');
    await api.raw.query(
      'DELETE FROM instance_groups WHERE uuid = ?',
      '5e0f0000-0000-4000-8000-000000000002',
    );
    await api.raw.query(
      "UPDATE cellbridge_receipts SET destroyed_at = moved_at WHERE group_uuid = '5e0f0000-0000-4000-8000-000000000002'",
    );
    await cell.addGroups([
      { uuid: '5e0f0000-0000-4000-8000-000000000002' },
      { uuid: '5e0f0000-0000-4000-8000-000000000003', name: 'same', members: ['b'] },
      { uuid: '5e0f0000-0000-4000-8000-000000000004', name: 'other' },
      { members: ['c', 'd'] },
    ]);
    await api.addGroups([
      { uuid: '5e0f0000-0000-4000-8000-000000000003', name: 'same', members: ['b'] },
      { uuid: '5e0f0000-0000-4000-8000-000000000004', name: 'another' },
    ]);
    await other?.addGroups([{}, {}, {}]);
    expect(destroyed).toBeDefined();

    const before = [await api.content(), await cell.content(), await other?.content()];
    const plan = await planMove(deployment);
    expect([await api.content(), await cell.content(), await other?.content()]).toEqual(before);
    expect(plan.isWhole).toBe(true);
    const [first] = plan.cells;
    expect(plan.cells).toMatchObject([
      {
        name: 'cell1',
        groups: 1,
        members: 2,
        leftover: 1,
        absorbed: 1,
        quarantined: 2,
        error: null,
      },
      {
        name: 'cell2',
        groups: 3,
        members: 0,
        leftover: 0,
        absorbed: 0,
        quarantined: 0,
        error: null,
      },
    ]);
    expect(first?.obstacles).toMatchObject([{ reason: 'destroyed' }, { reason: 'different' }]);

    await runMove(deployment);
    const entries = await api.rows('cellbridge_quarantine');
    const asFound = entries.map((entry) => [entry.group_uuid, entry.reason, entry.details]);
    const asPlanned = first?.obstacles.map((each) => [each.groupUuid, each.reason, each.details]);
    expect(asPlanned).toEqual(asFound);
    expect(await planMove(deployment)).toMatchObject({
      cells: [
        { groups: 0, leftover: 0, absorbed: 0, quarantined: 2 },
        { groups: 0, leftover: 0, absorbed: 0, quarantined: 0 },
      ],
    });
  });

  test('names groups that are live in two cells', async () => {
    const databases = await createDeployment(harness, { cells: 2 });
    const uuid = '5e0f0000-0000-4000-8000-000000000001';
    for (const cell of databases.cells) await cell.addGroups([{ uuid }, {}]);
    await using deployment = await openDeployment(databases);
    expect(await planMove(deployment)).toMatchObject({
      cells: [
        { groups: 2, duplicates: [uuid] },
        { groups: 2, duplicates: [uuid] },
      ],
    });
    expect(await planMove(deployment, { cells: ['cell2'] })).toMatchObject({
      cells: [{ name: 'cell2', duplicates: [uuid] }],
    });
  });

  test('names groups that the API database has lost', async () => {
    const databases = await createDeployment(harness);
    const [lost] = await databases.cell.addGroups([{ policies: [] }]);
    await using deployment = await openDeployment(databases);
    await runMove(deployment);
    for (const table of ['instance_groups', 'cellbridge_receipts']) {
      await databases.api.raw.query(`DELETE FROM ${table}`);
    }
    expect(await planMove(deployment)).toMatchObject({ lost: [lost?.uuid], isWhole: true });
  });

  test('writes nothing, reads in transactions that cannot write, and tells how far it is', async () => {
    const databases = await createDeployment(harness);
    await databases.cell.addGroups(Array.from({ length: 501 }, () => ({ members: ['a'] })));
    const { intercept, statements } = recordStatements();
    await using deployment = await openDeployment(databases, { database: { intercept } });
    statements.length = 0;
    const progress: number[] = [];
    await planMove(deployment, { onProgress: ({ groups }) => progress.push(groups) });
    expect(progress).toEqual([500, 501]);
    const writes = statements.filter(({ text }) =>
      /^\s*(insert|update|delete|create|alter|drop|begin immediate|start transaction read write)/i.test(
        text,
      ),
    );
    expect(writes).toEqual([]);
  });

  test('is not whole where it was stopped, or a cell is down', async () => {
    const databases = await createDeployment(harness, { cells: 2 });
    await databases.cell.addGroups([{}]);
    await databases.api.raw.query(
      "UPDATE cell_mappings SET database_connection = 'sqlite:////nowhere/x' WHERE name = 'cell2'",
    );
    await using deployment = await openDeployment(databases);
    const plan = await planMove(deployment);
    expect(plan).toMatchObject({ isWhole: false, cells: [{ groups: 1, error: null }, {}] });
    expect(plan.cells[1]?.error?.message).toContain('Cell cell2 is unavailable');
    const stopped = await planMove(deployment, { signal: AbortSignal.abort(), cells: ['cell1'] });
    expect(stopped).toMatchObject({ isWhole: false, cells: [{ groups: 0 }] });
    // The other cell could not be asked whether it has the same groups.
    const alone = await planMove(deployment, { cells: ['cell1'] });
    expect(alone).toMatchObject({ isWhole: false, cells: [{ groups: 1, error: null }] });
    expect(alone.missed.map(({ cellName }) => cellName)).toEqual(['cell2']);
    await expect(planMove(deployment, { cells: [] })).rejects.toThrow(InvalidInputError);
  });
});
