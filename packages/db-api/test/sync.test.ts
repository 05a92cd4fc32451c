import { setImmediate } from 'node:timers/promises';
import { SchemaMismatchError } from '@cellbridge/database';
import {
  catalogueOf,
  createDeployment,
  dropConnection,
  forEachConnection,
  type Harness,
  useHarness,
} from '@cellbridge/testing';
import { sql } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { apiSchemaVersion, openApiDatabase, syncApiDatabase } from '../src/index.js';
import { OUR_INDEXES } from './dialects/our-indexes.js';

/** The migrations that create our tables. */
const OWN = [
  '0001_cellbridge',
  '0002_evidence',
  '0003_adopted_content',
  '0004_heartbeat',
  '0005_claim_node',
  '0006_steering',
  '0007_rate',
];
const LATEST = OWN.at(-1) ?? '';
const indexesOn = ({ dialect }: Harness) => Object.keys(OUR_INDEXES[dialect]);
const isNovas = (line: string) => !line.includes('cellbridge_');

forEachConnection('syncApiDatabase', (harness) => {
  test("creates Nova's tables and ours in an empty database", async () => {
    const url = await harness.createDatabaseUrl();
    await using database = await openApiDatabase(url);
    expect(await apiSchemaVersion(database)).toEqual({
      current: null,
      latest: LATEST,
      adopted: false,
      pending: ['0000_nova', ...OWN, ...indexesOn(harness)],
    });
    expect(await syncApiDatabase(database)).toEqual({
      from: null,
      to: LATEST,
      applied: ['0000_nova', ...OWN],
      adopted: false,
      indexes: indexesOn(harness),
      forOwner: [],
    });
    expect(await apiSchemaVersion(database)).toMatchObject({ current: LATEST, pending: [] });

    const { api: nova } = await createDeployment(harness, { madeBy: 'nova' });
    const ours = await catalogueOf(harness.open(url));
    const theirs = await catalogueOf(nova.raw);
    expect(ours.filter(isNovas)).toEqual(theirs);
    for (const index of indexesOn(harness)) expect(ours.join('\n')).toContain(index);
  });

  test('changes nothing when run again', async () => {
    const url = await harness.createDatabaseUrl();
    await using database = await openApiDatabase(url);
    await syncApiDatabase(database);
    const before = await catalogueOf(harness.open(url));
    expect(await syncApiDatabase(database)).toEqual({
      from: LATEST,
      to: LATEST,
      applied: [],
      adopted: false,
      indexes: [],
      forOwner: [],
    });
    expect(await catalogueOf(harness.open(url))).toEqual(before);
  });

  test("adopts Nova's tables: adds ours, and changes neither tables nor rows", async () => {
    const { api } = await createDeployment(harness, { madeBy: 'nova' });
    await api.addGroups([{ name: 'one', members: ['m1'] }]);
    const before = await catalogueOf(api.raw);
    const groups = await api.groups();
    await using database = await openApiDatabase(api.url);
    expect(await apiSchemaVersion(database)).toMatchObject({
      current: null,
      adopted: true,
      pending: [...OWN, ...indexesOn(harness)],
    });
    expect(await syncApiDatabase(database)).toMatchObject({ applied: OWN, adopted: true });
    expect(await apiSchemaVersion(database)).toMatchObject({ current: LATEST, adopted: true });
    expect((await catalogueOf(api.raw)).filter(isNovas)).toEqual(before);
    expect(await api.groups()).toEqual(groups);
  });

  test('upgrades an earlier release', async () => {
    const { api } = await createDeployment(harness);
    await api.addGroups([{ name: 'kept' }]);
    const latest = await catalogueOf(api.raw);
    for (const table of [
      ...['receipts', 'adopted_members', 'claims', 'progress', 'quarantine'],
      ...['wishes', 'migrators'],
    ]) {
      await api.raw.query(`DROP TABLE cellbridge_${table}`);
    }
    for (const tag of OWN) {
      await api.raw.query('DELETE FROM cellbridge_migrations WHERE tag = ?', tag);
    }
    const [lost] = Object.entries(OUR_INDEXES[harness.dialect]);
    if (lost) await api.raw.dropIndex(lost[1], lost[0]);
    await using database = await openApiDatabase(api.url);
    expect(await syncApiDatabase(database)).toEqual({
      from: '0000_nova',
      to: LATEST,
      applied: OWN,
      adopted: false,
      indexes: lost ? [lost[0]] : [],
      forOwner: [],
    });
    expect(await catalogueOf(api.raw)).toEqual(latest);
    expect(await api.groups()).toMatchObject([{ name: 'kept' }]);
  });

  test('twenty at once all succeed, and one does the work', async () => {
    const url = await harness.createDatabaseUrl();
    const reports = await Promise.all(
      Array.from({ length: 20 }, async () => {
        await using database = await openApiDatabase(url, { poolSize: 2 });
        return await syncApiDatabase(database);
      }),
    );
    expect(reports.filter(({ from }) => from === null)).toHaveLength(1);
    expect(reports.flatMap(({ applied }) => applied)).toEqual(['0000_nova', ...OWN]);
    expect(reports.flatMap(({ indexes }) => indexes)).toEqual(indexesOn(harness));
  });

  test.each([
    ['column', 'ALTER TABLE instance_groups DROP COLUMN name', 'column instance_groups.name'],
    ['table', 'DROP TABLE instance_mappings', 'table instance_mappings'],
    ['single group table', 'DROP TABLE instance_group_member', 'table instance_group_member'],
  ])(
    'refuses a database that lacks a %s, by name, and changes nothing',
    async (_what, statement, missing) => {
      const { api } = await createDeployment(harness, { madeBy: 'nova' });
      await api.raw.query(statement);
      const before = await catalogueOf(api.raw);
      await using database = await openApiDatabase(api.url);
      for (const call of [syncApiDatabase, apiSchemaVersion]) {
        const error = await call(database).catch((error: unknown) => error);
        expect(error).toBeInstanceOf(SchemaMismatchError);
        expect((error as Error).message).toContain(`lacks ${missing}; nothing was changed. Check`);
      }
      expect(await catalogueOf(api.raw)).toEqual(before);
    },
  );

  test('does not create a table again that was lost after a sync', async () => {
    const { api } = await createDeployment(harness, { madeBy: 'adopted' });
    for (const table of ['instance_group_member', 'instance_group_policy', 'instance_groups']) {
      await api.raw.query(`DROP TABLE ${table}`);
      const before = await catalogueOf(api.raw);
      await using database = await openApiDatabase(api.url);
      for (const call of [syncApiDatabase, apiSchemaVersion]) {
        const error = await call(database).catch((error: unknown) => error);
        expect(error).toBeInstanceOf(SchemaMismatchError);
        expect((error as Error).message).toContain(`table ${table}`);
      }
      expect(await catalogueOf(api.raw)).toEqual(before);
    }
  });

  test('the next sync can finish after a lost connection', async () => {
    let count = 0;
    for (let doomed = 1; ; doomed += 1) {
      const url = await harness.createDatabaseUrl();
      count = 0;
      const intercept = dropConnection(() => {
        count += 1;
        return count === doomed;
      });
      const isThrough = await openApiDatabase(url, { intercept })
        .then(async (database) => {
          await using closed = database;
          await syncApiDatabase(closed);
        })
        .then(
          () => true,
          () => false,
        );
      await using database = await openApiDatabase(url);
      await syncApiDatabase(database);
      expect(await apiSchemaVersion(database)).toMatchObject({ current: LATEST, pending: [] });
      if (isThrough) break;
    }
    expect(count).toBeGreaterThan(10);
  });
});

describe('syncApiDatabase on postgresql', () => {
  const harness = useHarness('postgresql');

  test('rebuilds an index left unusable by an interrupted build', async () => {
    const { api } = await createDeployment(harness, { madeBy: 'adopted' });
    await api.addGroups([{ members: ['m1', 'm2'] }]);
    const index = 'cellbridge_member_group_id_idx';
    await api.raw.query(`DROP INDEX ${index}`);
    const unique = `CREATE UNIQUE INDEX CONCURRENTLY ${index} ON instance_group_member (group_id)`;
    await expect(api.raw.query(unique)).rejects.toThrow('could not create unique index');
    await using database = await openApiDatabase(api.url);
    expect(await apiSchemaVersion(database)).toMatchObject({ pending: [index] });
    expect(await syncApiDatabase(database)).toMatchObject({ indexes: [index] });
    expect((await catalogueOf(api.raw)).join('\n')).toContain(`CREATE INDEX ${index}`);
  });

  test('blocks no writer, although it waits for earlier ones', async () => {
    const { api } = await createDeployment(harness, { madeBy: 'nova' });
    const [group] = await api.addGroups([{ members: [] }]);
    const insert = sql`
      insert into instance_group_member (group_id, instance_uuid) values (${group?.id}, 'm')`;
    await using writer = await openApiDatabase(api.url);
    await using other = await openApiDatabase(api.url);
    await using database = await openApiDatabase(api.url);
    const isThere = `SELECT 1 FROM pg_index WHERE indexrelid::regclass::text LIKE 'cellbridge%group_id_idx'`;
    const syncing = await writer.transaction(async (transaction) => {
      await transaction.run(insert);
      const syncing = syncApiDatabase(database);
      // The build has begun as soon as the index is in the catalogue, not yet valid.
      while ((await api.raw.query(isThere)).length < 1) await setImmediate();
      await other.transaction((transaction) => transaction.run(insert));
      return { syncing };
    });
    expect(await syncing.syncing).toMatchObject({ adopted: true });
    expect(await api.rows('instance_group_member')).toHaveLength(2);
  });
});
