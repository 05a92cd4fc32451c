import { SchemaTooNewError } from '@cellbridge/database';
import { syncSchema } from '@cellbridge/db-common';
import { apiSchema, type SchemaDefinition } from '@cellbridge/schema';
import { catalogueOf, forEachDialect, type Harness } from '@cellbridge/testing';
import { expect, test } from 'vitest';
import { apiSchemaVersion, openApiDatabase, syncApiDatabase } from '../src/index.js';
import { FIRST_TABLES, makeFirstRelease } from './support/first-release.js';

const NEXT = '9999_next';

const NEXT_SQL = `CREATE TABLE cellbridge_next (id integer PRIMARY KEY);
--> statement-breakpoint
ALTER TABLE cellbridge_receipts ADD COLUMN next varchar(255);`;

/** Returns the schema of a later release: the current one, and one migration more. */
function nextRelease({ dialect }: Harness): SchemaDefinition {
  const { migrations } = apiSchema;
  const next = [...migrations[dialect], { tag: NEXT, text: NEXT_SQL }];
  return { ...apiSchema, migrations: { ...migrations, [dialect]: next } };
}

forEachDialect('An API database made by the first release', (harness) => {
  test('is upgraded by this release, and keeps every row', async () => {
    const api = await makeFirstRelease(harness);
    const before = await api.content(FIRST_TABLES);
    for (const rows of Object.values(before)) expect(rows).not.toEqual([]);
    await using database = await openApiDatabase(api.url);
    expect(await syncApiDatabase(database)).toMatchObject({ from: '0001_cellbridge' });
    expect(await apiSchemaVersion(database)).toMatchObject({ adopted: false, pending: [] });
    expect(await api.content(FIRST_TABLES)).toMatchObject(before);

    const newUrl = await harness.createDatabaseUrl();
    await using made = await openApiDatabase(newUrl);
    await syncApiDatabase(made);
    expect(await catalogueOf(api.raw)).toEqual(await catalogueOf(harness.open(newUrl)));
  });

  test('is upgraded by a later release, and then refused unchanged by this one', async () => {
    const api = await makeFirstRelease(harness);
    const before = await api.content(FIRST_TABLES);
    await using database = await openApiDatabase(api.url);
    const report = await syncSchema(database, nextRelease(harness));
    expect(report).toMatchObject({ to: NEXT, applied: expect.arrayContaining([NEXT]) });
    expect(await api.content(FIRST_TABLES)).toMatchObject(before);

    const everything = async () => [
      await catalogueOf(api.raw),
      await api.content(FIRST_TABLES),
      await api.raw.query('SELECT * FROM cellbridge_migrations ORDER BY tag'),
    ];
    const upgraded = await everything();
    for (const call of [syncApiDatabase, apiSchemaVersion]) {
      const error = await call(database).catch((error: unknown) => error);
      expect(error).toBeInstanceOf(SchemaTooNewError);
      expect((error as Error).message).toBe(
        `${database.description} has the schema ${NEXT}, which a later release of Cellbridge made; install that release.`,
      );
    }
    expect(await everything()).toEqual(upgraded);
  });
});
