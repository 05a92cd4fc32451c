import { openApiDatabase } from '@cellbridge/db-api';
import { countLiveGroups, syncCellDatabase } from '@cellbridge/db-cell';
import { CellUnavailableError, Deployment, InstanceGroupList } from '@cellbridge/objects';
import { createDeployment, forEachServer, insertRows, openRaw } from '@cellbridge/testing';
import { expect, test } from 'vitest';
import { instanceGroupsMigration, migrationStatus, runOnlineDataMigrations } from '../src/index.js';
import { FEW_CONNECTIONS } from './dialects/few-connections.js';

/** How many connections the user of the cells may have, and how many cells there are. */
const CONNECTIONS = 10;
const CELLS = 15;

forEachServer('More cells than their server has connections for', (harness) => {
  /** Cells of a user with few connections, a group in each. */
  async function createCells() {
    const { api } = await createDeployment(harness);
    const few = await FEW_CONNECTIONS[harness.dialect]?.(harness, CELLS, CONNECTIONS);
    if (!few) throw new Error('These servers have no such user.');
    for (const [index, url] of few.urls.entries()) {
      await using database = await openApiDatabase(url);
      await syncCellDatabase(database);
      const number = index + 1;
      const uuid = `ce110000-0000-4000-8000-1000000000${String(number).padStart(2, '0')}`;
      const group = { deleted: 0, uuid, name: `c${number}` };
      await database.transaction((transaction) =>
        insertRows(transaction, 'instance_groups', [group]),
      );
      await api.addCellMappings([{ uuid, name: group.name, url }]);
    }
    return { api, ...few };
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
      cause: { code: 'NO_CONNECTION_LEFT', cause: { code: cells.refusal } },
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
