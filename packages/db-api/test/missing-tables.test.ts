import { apiTables, cellTables } from '@cellbridge/schema';
import { createDeployment, forEachDialect } from '@cellbridge/testing';
import { getTableName, sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { openApiDatabase } from '../src/index.js';

const SYNC = /then run "cellbridge api-db sync" .* or "cellbridge db sync" \(for cells\)\.$/;
const OWN = /Check its name, and that the table was made\.$/;

forEachDialect('A missing table', (harness) => {
  const tables = [apiTables(harness.dialect), cellTables(harness.dialect)];
  const names = new Set(tables.flatMap((of) => Object.values(of).map(getTableName)));

  test.each([...names])('is created by a sync: %s', async (name) => {
    await using database = await openApiDatabase(await harness.createDatabaseUrl());
    const query = database.all(sql`select 1 from ${sql.identifier(name)}`);
    await expect(query).rejects.toMatchObject({
      code: 'MISSING_TABLE',
      message: expect.stringMatching(SYNC),
    });
  });

  test.each(['remarks', 'my_instance_groups', 'instance_groups_archive'])(
    'belongs to another program, and no sync creates it: %s',
    async (name) => {
      await using database = await openApiDatabase(await harness.createDatabaseUrl());
      const query = database.all(sql`select 1 from ${sql.identifier(name)}`);
      await expect(query).rejects.toMatchObject({
        code: 'MISSING_TABLE',
        message: expect.stringMatching(OWN),
      });
    },
  );

  test("may be a column, of a table of Nova's or of another program", async () => {
    const { api } = await createDeployment(harness);
    await api.raw.query('CREATE TABLE remarks (id integer)');
    await using database = await openApiDatabase(api.url);
    for (const [table, advice] of [
      ['instance_groups', SYNC],
      ['cellbridge_receipts', SYNC],
      ['remarks', OWN],
    ] as const) {
      const query = database.all(sql`select absent from ${sql.identifier(table)}`);
      await expect(query).rejects.toMatchObject({
        code: 'MISSING_TABLE',
        message: expect.stringMatching(advice),
      });
      const insert = database.transaction((transaction) =>
        transaction.run(sql`insert into ${sql.identifier(table)} (absent) values (1)`),
      );
      await expect(insert).rejects.toMatchObject({ message: expect.stringMatching(advice) });
    }
  });
});
