import { PermissionError, SchemaMismatchError } from '@cellbridge/database';
import {
  catalogueOf,
  createDeployment,
  forEachDialect,
  NOVA_RELEASES,
  novaApiDatabase,
  useHarness,
} from '@cellbridge/testing';
import { describe, expect, test } from 'vitest';
import {
  apiSchemaVersion,
  listCellMappings,
  openApiDatabase,
  syncApiDatabase,
} from '../src/index.js';

const refusalOf = async (url: string) => {
  await using database = await openApiDatabase(url);
  const refusals = [syncApiDatabase, apiSchemaVersion].map((call) =>
    call(database).catch((error: unknown) => error),
  );
  const [ofSync, ofVersion] = await Promise.all(refusals);
  expect((ofSync as Error).message).toBe((ofVersion as Error).message);
  return ofSync as Error;
};

forEachDialect("A view instead of one of Nova's tables", (harness) => {
  const replaceByView = async (table: string) => {
    const { api } = await createDeployment(harness, { madeBy: 'nova' });
    await api.raw.query(`ALTER TABLE ${table} RENAME TO real_${table}`);
    await api.raw.query(`CREATE VIEW ${table} AS SELECT * FROM real_${table}`);
    return api;
  };

  test('is refused by name if rows are locked and indexed there, and nothing is changed', async () => {
    const api = await replaceByView('instance_group_policy');
    const before = await catalogueOf(api.raw);
    const error = await refusalOf(api.url);
    expect(error).toBeInstanceOf(SchemaMismatchError);
    expect(error.message).toMatch(
      /instance_group_policy is a view, and has to be an ordinary table/,
    );
    expect(await catalogueOf(api.raw)).toEqual(before);
  });

  test('is accepted if it is only read', async () => {
    const api = await replaceByView('instance_mappings');
    await using database = await openApiDatabase(api.url);
    expect(await syncApiDatabase(database)).toMatchObject({ adopted: true, forOwner: [] });
  });
});

describe("Nova's tables on the search path of PostgreSQL", () => {
  const harness = useHarness('postgresql');

  /** Puts Nova's tables in a schema that comes after `public` on the path, as pgloader leaves them. */
  async function behindPublic() {
    const { api } = await createDeployment(harness, { madeBy: 'nova' });
    const tables = await api.raw.query(
      `SELECT tablename FROM pg_tables WHERE schemaname = 'public'`,
    );
    await api.raw.query('CREATE SCHEMA nova_api');
    for (const { tablename } of tables) {
      await api.raw.query(`ALTER TABLE public.${tablename} SET SCHEMA nova_api`);
    }
    const name = new URL(api.url).pathname.slice(1);
    await api.raw.query(`ALTER DATABASE ${name} SET search_path TO public, nova_api`);
    await api.raw.query('SET search_path TO public, nova_api');
    return api;
  }
  const schemas = `SELECT DISTINCT n.nspname::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname IN ('public', 'nova_api')`;
  /** Creates a whole set of empty tables. */
  const makeSet = async (api: Awaited<ReturnType<typeof behindPublic>>) => {
    const [release] = NOVA_RELEASES.slice(-1);
    if (!release) throw new Error('There are releases.');
    for (const statement of novaApiDatabase('postgresql', release)) await api.raw.query(statement);
  };

  test('are adopted where they are, with our tables and indexes next to them', async () => {
    const api = await behindPublic();
    await using database = await openApiDatabase(api.url);
    expect(await syncApiDatabase(database)).toMatchObject({ adopted: true, forOwner: [] });
    expect(await api.raw.query(schemas)).toEqual([{ nspname: 'nova_api' }]);
    expect(await apiSchemaVersion(database)).toMatchObject({ adopted: true, pending: [] });
    const again = { applied: [], adopted: false, indexes: [] };
    expect(await syncApiDatabase(database)).toMatchObject(again);
    expect(await database.hasColumn('instance_groups', 'uuid')).toBe(true);
  });

  test('are found behind an empty set, which is refused and named', async () => {
    const api = await behindPublic();
    await makeSet(api);
    const before = await catalogueOf(api.raw);
    const error = await refusalOf(api.url);
    expect(error).toBeInstanceOf(SchemaMismatchError);
    expect(error.message).toMatch(
      /the empty tables of schema public hide .* nova_api\.\w+ .*\?options=-c%20search_path%3Dnova_api.*Nothing was changed\./,
    );
    expect(await catalogueOf(api.raw)).toEqual(before);
    const url = `${api.url}?options=-c%20search_path%3Dnova_api`;
    await using database = await openApiDatabase(url);
    expect(await syncApiDatabase(database)).toMatchObject({ adopted: true });
  });

  test('count if they have rows, whatever is behind them', async () => {
    const api = await behindPublic();
    await makeSet(api);
    await api.addGroups([{ name: 'one' }]);
    await using database = await openApiDatabase(api.url);
    expect(await syncApiDatabase(database)).toMatchObject({ adopted: true });
    expect(
      await api.raw.query(`SELECT to_regclass('public.cellbridge_receipts')::text AS name`),
    ).toEqual([{ name: 'cellbridge_receipts' }]);
  });

  test('are refused if they are spread over several schemas', async () => {
    const api = await behindPublic();
    await api.raw.query('ALTER TABLE nova_api.instance_groups SET SCHEMA public');
    const error = await refusalOf(api.url);
    expect(error).toBeInstanceOf(SchemaMismatchError);
    expect(error.message).toMatch(/lie in several schemas: .*nova_api\.\w+/);
  });

  test.each([
    ['a partitioned table', 'TABLE', 'PARTITION BY HASH (id)'],
    ['a foreign table', 'FOREIGN TABLE', 'SERVER elsewhere'],
  ])('are refused if one is %s', async (kind, what, how) => {
    const { api } = await createDeployment(harness, { madeBy: 'nova' });
    await api.raw.query('CREATE FOREIGN DATA WRAPPER nothing');
    await api.raw.query('CREATE SERVER elsewhere FOREIGN DATA WRAPPER nothing');
    await api.raw.query('ALTER TABLE instance_group_member RENAME TO real_member');
    await api.raw.query(
      `CREATE ${what} instance_group_member (id integer, created_at timestamp, updated_at timestamp,
        instance_uuid varchar(255), group_id integer) ${how}`,
    );
    const error = await refusalOf(api.url);
    expect(error).toBeInstanceOf(SchemaMismatchError);
    expect(error.message).toContain(`public.instance_group_member is ${kind}, and has to be`);
  });

  test('do not count as missing if the user may not use their schema', async () => {
    const { api } = await createDeployment(harness, { madeBy: 'nova' });
    const role = await harness.createRole(api.url);
    await api.raw.query('REVOKE USAGE ON SCHEMA public FROM public');
    await api.raw.query(`CREATE SCHEMA ${role.name} AUTHORIZATION ${role.name}`);
    const error = await refusalOf(role.url);
    expect(error).toBeInstanceOf(PermissionError);
    expect(error.message).toContain(`grant usage on schema public to ${role.name};`);
    await using database = await openApiDatabase(role.url);
    const ofRead = await listCellMappings(database).catch((error: unknown) => error);
    expect(ofRead).toBeInstanceOf(PermissionError);
    expect(String(ofRead)).toContain(`grant usage on schema public to ${role.name};`);
  });
});
