import { openApiDatabase } from '@cellbridge/db-api';
import { countLiveGroups, syncCellDatabase } from '@cellbridge/db-cell';
import { CellUnavailableError, Deployment, InstanceGroupList } from '@cellbridge/objects';
import { createDeployment, openRaw, useHarness } from '@cellbridge/testing';
import { describe, expect, test } from 'vitest';
import { instanceGroupsMigration, migrationStatus, runOnlineDataMigrations } from '../src/index.js';

/** How many connections the role of the cells may have, and how many cells there are. */
const CONNECTIONS = 10;
const CELLS = 15;

describe('More cells than their server has connections for', () => {
  const harness = useHarness('postgresql');

  /** Cells that are schemas of one database, which a role with few connections owns, a group in each. */
  async function createCells() {
    const { api, cell } = await createDeployment(harness);
    const role = `few_${new URL(cell.url).pathname.slice(1)}`;
    await cell.raw.query(
      `CREATE ROLE ${role} LOGIN PASSWORD 'few' CONNECTION LIMIT ${CONNECTIONS}`,
    );
    const urls: string[] = [];
    for (let index = 1; index <= CELLS; index += 1) {
      const schema = `c${index}`;
      await cell.raw.query(`CREATE SCHEMA ${schema} AUTHORIZATION ${role}`);
      const url = new URL(cell.url);
      [url.username, url.password] = [role, 'few'];
      url.searchParams.set('options', `-csearch_path=${schema}`);
      await using database = await openApiDatabase(url.href);
      await syncCellDatabase(database);
      const uuid = `ce110000-0000-4000-8000-1000000000${String(index).padStart(2, '0')}`;
      await cell.raw.query(
        `INSERT INTO ${schema}.instance_groups (deleted, uuid, name) VALUES (0, ?, ?)`,
        uuid,
        schema,
      );
      await api.addCellMappings([{ uuid, name: schema, url: url.href }]);
      urls.push(url.href);
    }
    const dropRole = async () => {
      await cell.raw.query(`DROP OWNED BY ${role} CASCADE`);
      await cell.raw.query(`DROP ROLE ${role}`);
    };
    /** Ends the connections of the role, which gets no other one. */
    const shutOut = async () => {
      await cell.raw.query(`ALTER ROLE ${role} CONNECTION LIMIT 0`);
      await cell.raw.query(
        'SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE usename = ?',
        role,
      );
    };
    return { api, urls, shutOut, [Symbol.asyncDispose]: dropRole };
  }

  test('are read, moved and counted all the same', async () => {
    await using cells = await createCells();
    await using deployment = await Deployment.open({ api: cells.api.url });
    const context = deployment.adminContext();
    expect(await InstanceGroupList.getAll(context)).toHaveLength(CELLS);
    const report = await runOnlineDataMigrations(deployment, [instanceGroupsMigration]);
    expect(report.migrations).toMatchObject([
      { found: CELLS, done: CELLS, remaining: 0, unavailableCells: [] },
    ]);
    expect(await migrationStatus(deployment)).toMatchObject({ ready: true });
  });

  test('a cell that never gets a connection says that its server is up', async () => {
    await using cells = await createCells();
    const [url = ''] = cells.urls;
    const others = Array.from({ length: CONNECTIONS }, () => openRaw(direct(url)));
    for (const other of others) await other.query('SELECT 1');
    await using deployment = await Deployment.open({
      api: cells.api.url,
      database: { connectTimeout: 1_000 },
    });
    const error = await InstanceGroupList.getAll(deployment.adminContext()).catch(
      (error: unknown) => error,
    );
    await Promise.all(others.map((other) => other.close()));
    expect(error).toBeInstanceOf(CellUnavailableError);
    expect(error).toMatchObject({
      cause: { code: 'NO_CONNECTION_LEFT', cause: { code: '53300' } },
    });
    expect((error as Error).message).toContain('The server is up, and has no connection left');
    expect(await InstanceGroupList.getAll(deployment.adminContext())).toHaveLength(CELLS);
  });

  test('a cell that was open is unavailable, too, for those who write and who count', async () => {
    await using cells = await createCells();
    await using deployment = await Deployment.open({
      api: cells.api.url,
      database: { connectTimeout: 1_000 },
    });
    await InstanceGroupList.getAll(deployment.adminContext());
    await cells.shutOut();
    const cell = deployment.cells.find(({ name }) => name === 'c1');
    const unavailable = { code: 'CELL_UNAVAILABLE', cause: { code: 'NO_CONNECTION_LEFT' } };
    await expect(cell?.transaction(countLiveGroups)).rejects.toMatchObject(unavailable);
    await expect(cell?.snapshot(countLiveGroups)).rejects.toMatchObject(unavailable);
  });
});

/** The URL of a cell, without the options that the bare driver has of its own. */
function direct(url: string): string {
  const { href, search } = new URL(url);
  return href.replace(search, '');
}
