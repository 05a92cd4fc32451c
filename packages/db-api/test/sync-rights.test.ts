import { PermissionError } from '@cellbridge/database';
import {
  type ApiDatabase,
  catalogueOf,
  createDeployment,
  onDialect,
  useHarness,
} from '@cellbridge/testing';
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

onDialect('mysql', 'A user without all rights', (harness) => {
  const makeUser = async (madeBy: 'nova' | 'adopted', rights: string) => {
    const { api } = await createDeployment(harness, { madeBy });
    const user = await harness.createRole(api.url);
    const database = new URL(api.url).pathname.slice(1);
    await api.raw.query(`GRANT ${rights} ON ${database}.* TO ${user.name}`);
    return { api, user, database };
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
  const runEach = async (api: ApiDatabase, statements: readonly string[]) => {
    for (const statement of statements) await api.raw.query(statement);
  };

  test('gets the grants with which it can read', async () => {
    const { api, user, database } = await makeUser('nova', 'CREATE, ALTER, REFERENCES');
    const before = await catalogueOf(api.raw);
    const message = await refusalOf(user.url);
    expect(message).toContain(`grant select on ${database}.cell_mappings to '${user.name}'@'%';`);
    expect(await catalogueOf(api.raw)).toEqual(before);
    const [, grants = ''] = message.split('have the owner run: ');
    await runEach(api, grants.split(/(?<=;) /));
    // Whoever creates a table has no rights on its rows.
    expect(await refusalOf(user.url)).toContain('cellbridge_migrations');
    await api.raw.query(`GRANT SELECT, INSERT, UPDATE, DELETE ON ${database}.* TO ${user.name}`);
    expect(await sync(user.url)).toMatchObject({ from: null, adopted: true, forOwner: [] });
  });

  test('is told the rights that it will lack, for somebody else to grant', async () => {
    const { api, user, database } = await makeUser('adopted', 'SELECT');
    const { forOwner } = await sync(user.url);
    expect(forOwner).toContain(
      `grant insert, update, delete on ${database}.instance_groups to '${user.name}'@'%';`,
    );
    await runEach(api, forOwner);
    expect((await sync(user.url)).forOwner).toEqual([]);
  });

  test('is told if it may not create tables', async () => {
    const { user, database } = await makeUser('nova', 'SELECT');
    expect(await refusalOf(user.url)).toContain(
      `grant create on ${database}.* to '${user.name}'@'%';`,
    );
  });
});

onDialect('mysql', "One of Nova's tables without row locks", (harness) => {
  test('is refused by the name of its engine', async () => {
    const { api } = await createDeployment(harness, { madeBy: 'nova' });
    const alter = 'ALTER TABLE instance_group_member';
    await api.raw.query(`${alter} DROP FOREIGN KEY instance_group_member_ibfk_1`);
    await api.raw.query(`${alter} ENGINE=MyISAM`);
    await using database = await openApiDatabase(api.url);
    await expect(syncApiDatabase(database)).rejects.toMatchObject({
      code: 'SCHEMA_MISMATCH',
      message: expect.stringContaining('instance_group_member is a table of the engine MyISAM'),
    });
  });
});
