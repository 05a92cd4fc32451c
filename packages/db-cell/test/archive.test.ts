import { createDeployment, forEachDialect, recordStatements } from '@cellbridge/testing';
import { expect, test } from 'vitest';
import { hasArchive, openCellDatabase } from '../src/index.js';

forEachDialect("The check for Nova's shadow tables", (harness) => {
  test('runs once if there are none, and makes a cell forget no columns', async () => {
    const { cell } = await createDeployment(harness);
    const { intercept, statements } = recordStatements();
    await using database = await openCellDatabase(cell.url, { intercept });
    expect(await database.hasColumn('instances', 'host')).toBe(true);
    expect(await hasArchive(database)).toBe(false);
    statements.length = 0;
    expect(await hasArchive(database)).toBe(false);
    expect(await database.hasColumn('instances', 'host')).toBe(true);
    expect(statements).toEqual([]);
    await using other = await openCellDatabase(cell.url);
    await cell.raw.query('CREATE TABLE shadow_instance_group_policy (id integer)');
    expect(await hasArchive(other)).toBe(true);
  });
});
