import { PermissionError } from '@cellbridge/database';
import { type ApiDatabase, catalogueOf, createDeployment, useHarness } from '@cellbridge/testing';
import { describe, expect, test } from 'vitest';
import { openApiDatabase, syncApiDatabase } from '../src/index.js';

const NOVAS = [
  'cell_mappings',
  'instance_mappings',
  'instance_groups',
  'instance_group_policy',
  'instance_group_member',
];
const INDEXES = [
  'create index concurrently cellbridge_policy_group_id_idx on public.instance_group_policy (group_id);',
  'create index concurrently cellbridge_member_group_id_idx on public.instance_group_member (group_id);',
  'create index concurrently cellbridge_group_uuid_idx on public.instance_groups (uuid collate "C");',
];

describe("A role of PostgreSQL that does not own Nova's tables", () => {
  const harness = useHarness('postgresql');

  const makeRole = async (madeBy: 'nova' | 'adopted' = 'nova') => {
    const { api } = await createDeployment(harness, { madeBy });
    return { api, role: await harness.createRole(api.url) };
  };
  const grant = async (api: ApiDatabase, role: { name: string }, what: string) => {
    await api.raw.query(`GRANT ${what} TO ${role.name}`);
  };
  const sync = async (url: string) => {
    await using database = await openApiDatabase(url);
    return await syncApiDatabase(database);
  };
  const refusalOf = async (url: string) => {
    const error = await sync(url).catch((error: unknown) => error);
    expect(error).toBeInstanceOf(PermissionError);
    return (error as Error).message;
  };

  test('gets one sentence with the grants if it may not read them', async () => {
    const { api, role } = await makeRole();
    await grant(api, role, 'CREATE ON SCHEMA public');
    const before = await catalogueOf(api.raw);
    const message = await refusalOf(role.url);
    expect(message).toMatch(/ may not read .*\bcell_mappings\b.*; have the owner run: /);
    expect(await catalogueOf(api.raw)).toEqual(before);
    const [, grants = ''] = message.split('have the owner run: ');
    await api.raw.query(grants);
    expect(await sync(role.url)).toMatchObject({ adopted: true, forOwner: INDEXES });
  });

  test('gets everything but the indexes, and no message once the owner has built them', async () => {
    const { api, role } = await makeRole();
    await grant(api, role, 'CREATE ON SCHEMA public');
    await grant(api, role, 'ALL ON ALL TABLES IN SCHEMA public');
    await grant(api, role, 'ALL ON ALL SEQUENCES IN SCHEMA public');
    expect(await sync(role.url)).toMatchObject({ adopted: true, indexes: [], forOwner: INDEXES });
    const again = { applied: [], adopted: false, indexes: [] };
    expect(await sync(role.url)).toMatchObject({ ...again, forOwner: INDEXES });
    for (const statement of INDEXES) await api.raw.query(statement);
    expect(await sync(role.url)).toMatchObject({ ...again, forOwner: [] });
  });

  test('gets the statement that removes a broken index before it is built', async () => {
    const { api, role } = await makeRole('adopted');
    await grant(api, role, 'ALL ON ALL TABLES IN SCHEMA public');
    await grant(api, role, 'ALL ON ALL SEQUENCES IN SCHEMA public');
    await api.raw.query(
      `UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'cellbridge_group_uuid_idx'::regclass`,
    );
    const { forOwner } = await sync(role.url);
    expect(forOwner).toEqual([
      'drop index concurrently public.cellbridge_group_uuid_idx;',
      INDEXES.at(-1),
    ]);
    for (const statement of forOwner) await api.raw.query(statement);
    expect((await sync(role.url)).forOwner).toEqual([]);
  });

  test('is told the rights that it will lack, for an owner to grant', async () => {
    const { api, role } = await makeRole('adopted');
    await grant(api, role, 'SELECT ON ALL TABLES IN SCHEMA public');
    const { forOwner } = await sync(role.url);
    expect(forOwner).toEqual([
      expect.stringMatching(/^grant insert, update, delete on public\.instance_group.*;$/),
      expect.stringMatching(
        /^grant usage on sequence public\.instance_group.*cellbridge_quarantine_id_seq.*;$/,
      ),
    ]);
    for (const statement of forOwner) await api.raw.query(statement);
    expect((await sync(role.url)).forOwner).toEqual([]);
  });

  test('is told if it may not create tables, and needs no such right if all exist', async () => {
    const { api, role } = await makeRole();
    await grant(api, role, `SELECT ON ${NOVAS.join(', ')}`);
    const before = await catalogueOf(api.raw);
    expect(await refusalOf(role.url)).toContain(
      `user ${role.name} may not make tables in schema public; have its owner run: grant create on schema public to ${role.name};`,
    );
    expect(await catalogueOf(api.raw)).toEqual(before);
    await sync(api.url);
    expect(await refusalOf(role.url)).toContain(`may not read cellbridge_migrations`);
    await grant(api, role, 'SELECT ON ALL TABLES IN SCHEMA public');
    expect(await sync(role.url)).toMatchObject({ applied: [] });
  });

  test('cannot upgrade our tables of another owner, and is told who can', async () => {
    const { api, role } = await makeRole('adopted');
    await grant(api, role, 'ALL ON SCHEMA public');
    await grant(api, role, 'ALL ON ALL TABLES IN SCHEMA public');
    await api.raw.query(`DELETE FROM cellbridge_migrations WHERE tag > '0002'`);
    expect(await refusalOf(role.url)).toMatch(
      /public\.cellbridge_receipts is to be upgraded, and belongs to \w+; have \w+ run this sync once\./,
    );
  });

  test('owns the tables but may not create indexes in their schema', async () => {
    const { api, role } = await makeRole('adopted');
    for (const table of await api.raw.query(
      `SELECT tablename FROM pg_tables WHERE schemaname = 'public'`,
    )) {
      await api.raw.query(`ALTER TABLE ${table.tablename} OWNER TO ${role.name}`);
    }
    await api.raw.query('DROP INDEX cellbridge_member_group_id_idx');
    expect((await sync(role.url)).forOwner).toEqual([
      `grant create on schema public to ${role.name};`,
    ]);
  });
});
