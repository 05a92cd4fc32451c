import {
  createDeployment,
  Harness,
  type MysqlServer,
  onDialect,
  type RawDatabase,
  runSource,
  startMysql,
  useHarness,
} from '@cellbridge/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cellbridge } from './run.js';

const BIN = new URL('../src/bin.ts', import.meta.url);
const GROUPS = 3_000;

/** The number of the server's error. */
const TABLE_IS_FULL = 1114;

describe('The move on sqlite, when there is no room on the disk', () => {
  const harness = useHarness('sqlite');

  test.each([
    ['a cell', { api: 'postgresql', cells: ['sqlite'] }, 4, 300],
    ['the API database', { api: 'sqlite', cells: ['postgresql'] }, 2, 600],
  ] as const)(
    'for %s, says so, loses nothing, and goes on when there is',
    async (_what, dialects, code, largestFile) => {
      const databases = await createDeployment(harness, dialects);
      await databases.cell.addGroups(
        Array.from({ length: GROUPS }, () => ({ members: ['a', 'b'] })),
      );
      const expected = await databases.cell.liveGroups();
      const apiUrl = databases.api.url;
      const move = ['db', 'online-data-migrations', '--api-db', apiUrl, '--batch-size', '500'];
      const failed = await runSource(BIN, { arguments: move, largestFile });
      expect(failed.code).toBe(code);
      expect(failed.stdout + failed.stderr).toMatch(/disk I\/O error\. Check the disk\./);
      expect(failed.stdout + failed.stderr).not.toMatch(/\n {4}at /);
      const before = await databases.api.groups();
      expect(before.length).toBeLessThan(GROUPS);

      const done = await cellbridge({ apiUrl }, 'db', 'online-data-migrations');
      expect(done).toMatchObject({ code: 0, stderr: '' });
      expect(await databases.api.groups()).toEqual(expected);
      expect(await databases.cell.liveGroups()).toEqual([]);
    },
  );
});

onDialect('mysql', 'The move, when there is no room on the server', () => {
  let server: MysqlServer;
  let harness: Harness;
  beforeAll(async () => {
    // All tables in one file, which may not grow for ever.
    server = await startMysql([
      '--innodb-file-per-table=OFF',
      '--innodb-data-file-path=ibdata1:12M:autoextend:max:48M',
    ]);
    harness = new Harness('mysql', { mysqlUrl: server.url });
  });
  afterAll(async () => {
    await harness.cleanup();
    await server.stop();
  });

  test('says so, loses nothing, and goes on when there is', async () => {
    const databases = await createDeployment(harness);
    const { api, cell } = databases;
    await cell.addGroups(Array.from({ length: GROUPS }, () => ({ members: ['a', 'b'] })));
    const expected = await cell.liveGroups();
    await api.raw.query('CREATE TABLE ballast (filling longblob)');
    await fill(api.raw);

    const move = ['db', 'online-data-migrations', '--batch-size', '500'] as const;
    const failed = await cellbridge({ apiUrl: api.url }, ...move);
    expect(failed.code).toBe(2);
    expect(failed.stdout + failed.stderr).toMatch(/is full\. Make room on the server\./);
    expect(failed.stdout + failed.stderr).not.toMatch(/\n {4}at /);
    expect((await api.groups()).length).toBeLessThan(GROUPS);

    // The server purges the failed batch in the background, which the drop needs room for, and then the ballast.
    const drop = () => fits(api.raw, 'DROP TABLE ballast');
    await expect.poll(drop, { timeout: 60_000 }).toBe(true);
    await expect.poll(() => roomOf(api.raw), { timeout: 60_000 }).toBeGreaterThan(8 * 2 ** 20);
    expect(await cellbridge({ apiUrl: api.url }, ...move)).toMatchObject({ code: 0, stderr: '' });
    expect(await api.groups()).toEqual(expected);
    expect(await cell.liveGroups()).toEqual([]);
  });

  /** Bytes that are free in the file of all tables. */
  async function roomOf(raw: RawDatabase): Promise<number> {
    const [row] = await raw.query(
      `SELECT data_free AS bytes FROM information_schema.tables
       WHERE table_schema = database() AND table_name = 'instance_groups'`,
    );
    return Number(row?.bytes);
  }

  /** Fills the ballast until no more fits. */
  async function fill(raw: RawDatabase): Promise<void> {
    while (await fits(raw, `INSERT INTO ballast VALUES (repeat('x', 1048576))`));
  }

  /** Runs a statement. @returns false if there is no room for it. */
  async function fits(raw: RawDatabase, statement: string): Promise<boolean> {
    return await raw.query(statement).then(
      () => true,
      (error: { errno?: number }) => {
        if (error.errno !== TABLE_IS_FULL) throw error;
        return false;
      },
    );
  }
});
