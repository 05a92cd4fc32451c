import { SchemaMismatchError } from '@cellbridge/database';
import {
  type CellDatabase,
  catalogueOf,
  createDeployment,
  defer,
  forEachConnection,
  type Harness,
  onDialect,
  planOf,
  type RawDatabase,
  useHarness,
} from '@cellbridge/testing';
import { describe, expect, test } from 'vitest';
import { cellSchemaVersion, openCellDatabase, syncCellDatabase } from '../src/index.js';
import { LIVE_INDEXES, OUR_INDEXES } from './dialects/our-indexes.js';

const indexesOn = ({ dialect }: Harness) => Object.keys(OUR_INDEXES[dialect]);
const dropIndexes = async (raw: RawDatabase, indexes: Readonly<Record<string, string>>) => {
  for (const [index, table] of Object.entries(indexes)) await raw.dropIndex(table, index);
};

forEachConnection('syncCellDatabase', (harness) => {
  test("creates the groups' tables like Nova, and only the needed part of the instances", async () => {
    const { cell: nova } = await createDeployment(harness, { madeBy: 'nova' });
    const { cell } = await createDeployment(harness);
    const theirs = await catalogueOf(nova.raw);
    const ours = await catalogueOf(cell.raw);
    const ofGroups = (line: string) =>
      /instance_group/.test(line) && !/cellbridge|shadow_/.test(line);
    expect(ours.filter(ofGroups)).toEqual(theirs.filter(ofGroups));
    const columns = ours.filter((line) => line.startsWith('instances column '));
    expect(theirs).toEqual(expect.arrayContaining(columns));
    expect(columns.length).toBeGreaterThan(3);
  });

  test("adopts Nova's tables, and changes nothing the second time", async () => {
    const { cell } = await createDeployment(harness, { madeBy: 'nova' });
    await cell.addGroups([{ members: ['m1'] }, { deleted: true }]);
    const content = await cell.content();
    const before = await catalogueOf(cell.raw);
    await using database = await openCellDatabase(cell.url);
    expect(await syncCellDatabase(database)).toEqual({
      from: null,
      to: '0000_nova',
      applied: [],
      adopted: true,
      indexes: indexesOn(harness),
      forOwner: [],
    });
    const again = await syncCellDatabase(database);
    expect(again).toMatchObject({ from: '0000_nova', adopted: false, indexes: [] });
    expect(await cellSchemaVersion(database)).toMatchObject({ adopted: true, pending: [] });
    const after = await catalogueOf(cell.raw);
    expect(after.filter((line) => !line.includes('cellbridge_'))).toEqual(before);
    expect(await cell.content()).toEqual(content);
  });

  test('recognizes the tables of a cell that it created', async () => {
    const url = await harness.createDatabaseUrl();
    await using database = await openCellDatabase(url);
    const latest = '0000_nova';
    const pending = [latest, ...indexesOn(harness)];
    const before = { current: null, latest, adopted: false, pending };
    expect(await cellSchemaVersion(database)).toEqual(before);
    const made = {
      from: null,
      to: latest,
      applied: [latest],
      adopted: false,
      indexes: indexesOn(harness),
      forOwner: [],
    };
    expect(await syncCellDatabase(database)).toEqual(made);
    const after = { current: latest, latest, adopted: false, pending: [] };
    expect(await cellSchemaVersion(database)).toEqual(after);
    const again = {
      from: latest,
      to: latest,
      applied: [],
      adopted: false,
      indexes: [],
      forOwner: [],
    };
    expect(await syncCellDatabase(database)).toEqual(again);
  });

  test.each(Object.entries(LIVE_INDEXES))(
    'checks by the index %s whether there is a live row in %s',
    async (index, table) => {
      const { cell } = await createDeployment(harness, { madeBy: 'adopted' });
      // It also holds live rows, so the planner may use either.
      const { cellbridge_group_uuid_idx: other } = OUR_INDEXES[harness.dialect];
      if (other) await cell.raw.dropIndex(other, 'cellbridge_group_uuid_idx');
      const query = `SELECT 1 FROM ${table} WHERE deleted = 0 LIMIT 1`;
      expect(await planOf(cell.raw, query)).toContain(index);
    },
  );

  test('builds the indexes that an earlier release did not', async () => {
    const { cell } = await createDeployment(harness);
    const latest = await catalogueOf(cell.raw);
    const missing = Object.keys(LIVE_INDEXES);
    await dropIndexes(cell.raw, LIVE_INDEXES);
    await using database = await openCellDatabase(cell.url);
    expect(await cellSchemaVersion(database)).toMatchObject({ pending: missing });
    // Without any of our indexes it looks as if no sync had run.
    const from = indexesOn(harness).length > missing.length ? '0000_nova' : null;
    expect(await syncCellDatabase(database)).toMatchObject({ from, indexes: missing });
    expect(await catalogueOf(cell.raw)).toEqual(latest);
  });

  test("leaves only Nova's tables, because Nova's archiver fails on others", async () => {
    for (const madeBy of ['adopted', 'cellbridge'] as const) {
      const { cell } = await createDeployment(harness, { madeBy });
      const tables = (await catalogueOf(cell.raw)).filter((line) => line.includes(' column '));
      expect(tables).not.toContainEqual(expect.stringContaining('cellbridge_'));
    }
  });

  test.each(['adopted', 'cellbridge'] as const)(
    'drops the table that an earlier release left in a cell that was %s',
    async (madeBy) => {
      const { cell } = await createDeployment(harness, { madeBy });
      await cell.addGroups([{ members: ['m1'] }]);
      const content = await cell.content();
      const latest = await catalogueOf(cell.raw);
      await leaveBookkeeping(cell.raw, '0000_nova');
      await using database = await openCellDatabase(cell.url);
      const adopted = madeBy === 'adopted';
      const state = { current: '0000_nova', adopted, pending: ['drop cellbridge_migrations'] };
      expect(await cellSchemaVersion(database)).toMatchObject(state);
      expect(await syncCellDatabase(database)).toEqual({
        from: '0000_nova',
        to: '0000_nova',
        applied: ['drop cellbridge_migrations'],
        adopted: false,
        indexes: [],
        forOwner: [],
      });
      expect(await cellSchemaVersion(database)).toMatchObject({ adopted, pending: [] });
      expect(await catalogueOf(cell.raw)).toEqual(latest);
      expect(await cell.content()).toEqual(content);
    },
  );

  test('also drops it if a later release of that time created it', async () => {
    const { cell } = await createDeployment(harness);
    await leaveBookkeeping(cell.raw, '9999_next');
    await using database = await openCellDatabase(cell.url);
    const applied = ['drop cellbridge_migrations'];
    expect(await syncCellDatabase(database)).toMatchObject({ applied });
  });

  test('finishes a sync that was lost between the tables and the indexes', async () => {
    const { cell } = await createDeployment(harness);
    await dropIndexes(cell.raw, OUR_INDEXES[harness.dialect]);
    await using database = await openCellDatabase(cell.url);
    const before = { current: null, adopted: false, pending: indexesOn(harness) };
    expect(await cellSchemaVersion(database)).toMatchObject(before);
    const report = { from: null, applied: [], adopted: false, indexes: indexesOn(harness) };
    expect(await syncCellDatabase(database)).toMatchObject(report);
  });

  test('refuses the API database', async () => {
    const { api } = await createDeployment(harness, { madeBy: 'nova' });
    const before = await catalogueOf(api.raw);
    await using database = await openCellDatabase(api.url);
    const error = await syncCellDatabase(database).catch((error: unknown) => error);
    expect(error).toBeInstanceOf(SchemaMismatchError);
    expect((error as Error).message).toMatch(
      /lacks table instances, .* names Nova's cell database/,
    );
    expect(await catalogueOf(api.raw)).toEqual(before);
  });
});

describe('syncCellDatabase on postgresql', () => {
  const harness = useHarness('postgresql');

  /** Opens a transaction that keeps a snapshot, like pg_dump. */
  async function backUp(cell: CellDatabase): Promise<RawDatabase> {
    const backup = harness.open(cell.url);
    await backup.query(`SET application_name = 'backup'`);
    await backup.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
    await backup.query('SELECT * FROM instance_groups');
    return backup;
  }
  const brokenIndexes = (cell: CellDatabase) =>
    cell.raw.query('SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid');

  test('waits for a backup without a limit, reports it once, and leaves nothing broken', async () => {
    const { cell } = await createDeployment(harness, { madeBy: 'nova' });
    const backup = await backUp(cell);
    await using database = await openCellDatabase(cell.url, { lockTimeout: 100 });
    const told = defer<void>();
    const reasons: string[] = [];
    const syncing = syncCellDatabase(database, {
      onWait: (reason) => {
        reasons.push(reason);
        told.resolve();
      },
    });
    await told.promise;
    await backup.query('COMMIT');
    expect(await syncing).toMatchObject({ adopted: true, indexes: indexesOn(harness) });
    expect(reasons).toEqual([
      expect.stringMatching(/^Waiting for a transaction of user \w+ \(backup, process \d+\), open/),
    ]);
    expect(await brokenIndexes(cell)).toEqual([]);
  });

  test('rebuilds an index left broken by a sync that did not wait', async () => {
    const { cell } = await createDeployment(harness, { madeBy: 'adopted' });
    const latest = await catalogueOf(cell.raw);
    const index = 'cellbridge_member_live_idx';
    await cell.raw.query(`DROP INDEX ${index}`);
    const backup = await backUp(cell);
    await cell.raw.query('SET lock_timeout = 100');
    const build = `CREATE INDEX CONCURRENTLY ${index} ON instance_group_member (group_id)`;
    await expect(cell.raw.query(build)).rejects.toThrow('lock timeout');
    await backup.query('COMMIT');
    expect(await brokenIndexes(cell)).toEqual([{ indexrelid: index }]);
    await using database = await openCellDatabase(cell.url);
    expect(await cellSchemaVersion(database)).toMatchObject({ pending: [index] });
    expect(await syncCellDatabase(database)).toMatchObject({ indexes: [index] });
    expect(await brokenIndexes(cell)).toEqual([]);
    expect(await catalogueOf(cell.raw)).toEqual(latest);
  });
});

onDialect('mysql', 'A user who may not index', (harness) => {
  test('gets the statements with which somebody else builds the indexes', async () => {
    const { cell } = await createDeployment(harness, { madeBy: 'nova' });
    const user = await harness.createRole(cell.url);
    const name = new URL(cell.url).pathname.slice(1);
    await cell.raw.query(`GRANT SELECT, INSERT, UPDATE, DELETE ON ${name}.* TO ${user.name}`);
    await using database = await openCellDatabase(user.url);
    const { indexes, forOwner } = await syncCellDatabase(database);
    expect(indexes).toEqual([]);
    expect(forOwner[0]).toBe(
      `create index cellbridge_group_live_idx on ${name}.instance_groups (deleted, id) algorithm=inplace lock=none;`,
    );
    for (const statement of forOwner) await cell.raw.query(statement);
    const again = { adopted: false, indexes: [], forOwner: [] };
    expect(await syncCellDatabase(database)).toMatchObject(again);
  });
});

/** Adds the table that an earlier release also kept in a cell. */
async function leaveBookkeeping(raw: RawDatabase, tag: string): Promise<void> {
  await raw.query(`CREATE TABLE cellbridge_migrations (tag varchar(255) not null primary key,
    hash varchar(64) not null, adopted integer not null, applied_at varchar(32) not null)`);
  const at = '2026-11-01T12:00:00.000Z';
  await raw.insert('cellbridge_migrations', [{ tag, hash: '', adopted: 1, applied_at: at }]);
}
