import { randomUUID } from 'node:crypto';
import { forEachDialect } from '@cellbridge/testing';
import { expect, test } from 'vitest';
import { archive, purge } from './support/back-up.js';
import { detailsOf, expectFound, move, moved, verified } from './support/verification.js';

forEachDialect('verifyDeployment of receipts whose names were changed', (harness) => {
  test('finds another row, another cell and another run', async () => {
    const { databases, uuids } = await moved(harness, 4);
    const { raw } = databases.api;
    const [row = '', cell = '', run = ''] = uuids;
    const set = 'UPDATE cellbridge_receipts SET';
    await raw.query(`${set} cell_group_id = 999 WHERE group_uuid = ?`, row);
    const other = databases.cells[1]?.uuid ?? '';
    await raw.query(`${set} cell_uuid = ?, cell_group_id = 998 WHERE group_uuid = ?`, other, cell);
    await raw.query(`${set} run_id = ? WHERE group_uuid = ?`, randomUUID(), run);
    const { report } = await verified(databases, { batchSize: 2 });
    expectFound(report, 'different', [row, cell, run]);
    const details = detailsOf(report, 'different').join('\n');
    expect(details).toContain('it names row 999');
    expect(details).toContain(`of cell ${other}`);
    expect(details).toContain('another run on each side');
  });

  test('says nothing of a twin whose row was purged in the cell that it names', async () => {
    const { databases } = await moved(harness, 0);
    const twin = { uuid: randomUUID(), name: 'same', members: ['a'] };
    for (const cell of databases.cells) await cell.addGroups([twin]);
    await move(databases);
    await archive(databases.cell.raw);
    await purge(databases.cell.raw);
    expect((await verified(databases)).report).toMatchObject({ outcome: 'clean', findings: [] });
  });
});
