import { openDatabase, SchemaMismatchError } from '@cellbridge/database';
import { catalogueOf, createDeployment, forEachDialect } from '@cellbridge/testing';
import { expect, test } from 'vitest';
import { cellSchemaVersion, syncCellDatabase } from '../src/index.js';

const INDEXES = ['cellbridge_policy_group_id_idx', 'cellbridge_member_group_id_idx'];

forEachDialect('syncCellDatabase', (harness) => {
  test("makes the groups' tables as Nova does, and of the instances what is read", async () => {
    const { cell: nova } = await createDeployment(harness, { madeBy: 'nova' });
    const { cell } = await createDeployment(harness);
    const theirs = await catalogueOf(nova.raw);
    const ours = await catalogueOf(cell.raw);
    const ofGroups = (line: string) => /instance_group/.test(line) && !/cellbridge/.test(line);
    expect(ours.filter(ofGroups)).toEqual(theirs.filter(ofGroups));
    const columns = ours.filter((line) => line.startsWith('instances column '));
    expect(theirs).toEqual(expect.arrayContaining(columns));
    expect(columns.length).toBeGreaterThan(3);
  });

  test('adopts what Nova made, and once is enough', async () => {
    const { cell } = await createDeployment(harness, { madeBy: 'nova' });
    await cell.addGroups([{ members: ['m1'] }, { deleted: true }]);
    const content = await cell.content();
    const before = await catalogueOf(cell.raw);
    await using database = await openDatabase(cell.url);
    expect(await syncCellDatabase(database)).toEqual({
      from: null,
      to: '0000_nova',
      applied: [],
      adopted: true,
      indexes: INDEXES,
    });
    const again = await syncCellDatabase(database);
    expect(again).toMatchObject({ from: '0000_nova', adopted: false, indexes: [] });
    expect(await cellSchemaVersion(database)).toMatchObject({ adopted: true, pending: [] });
    const after = await catalogueOf(cell.raw);
    expect(after.filter((line) => !line.includes('cellbridge_'))).toEqual(before);
    expect(await cell.content()).toEqual(content);
  });

  test('refuses the API database', async () => {
    const { api } = await createDeployment(harness, { madeBy: 'nova' });
    const before = await catalogueOf(api.raw);
    await using database = await openDatabase(api.url);
    const error = await syncCellDatabase(database).catch((error: unknown) => error);
    expect(error).toBeInstanceOf(SchemaMismatchError);
    expect((error as Error).message).toMatch(
      /lacks table instances, .* names Nova's cell database/,
    );
    expect(await catalogueOf(api.raw)).toEqual(before);
  });
});
