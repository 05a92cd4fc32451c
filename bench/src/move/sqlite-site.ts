import BetterSqlite3 from 'better-sqlite3';
import type { CellSize } from '../data/cell-size.js';
import { makeSchema } from '../data/make-schema.js';
import { fillSqliteCell } from '../data/sqlite-cell.js';
import type { Lab } from '../lab.js';
import { sqliteUrl } from '../sqlite/sqlite-lab.js';
import { CELL_UUID, COUNT_API, COUNT_CELL, type MovedCounts, type MoveSite } from './move-site.js';

/** Makes an empty API database and a full cell, both SQLite files, and gives their names too. */
export async function createSqliteSite(
  lab: Lab,
  size: CellSize,
): Promise<MoveSite & { readonly files: { readonly api: string; readonly cell: string } }> {
  const api = await lab.sqlite.create('api', (file) => makeSchema('api', sqliteUrl(file)));
  const cell = await lab.sqlite.create(`cell ${JSON.stringify(size)}`, async (file) => {
    lab.report(`making a cell on SQLite: ${JSON.stringify(size)}`);
    await makeSchema('cell', sqliteUrl(file));
    fillSqliteCell(file, size);
  });
  ask(api, (driver) =>
    driver
      .prepare('INSERT INTO cell_mappings (uuid, name, database_connection) VALUES (?, ?, ?)')
      .run(CELL_UUID, 'cell1', sqliteUrl(cell)),
  );
  return {
    api: sqliteUrl(api),
    cell: sqliteUrl(cell),
    files: { api, cell },
    size,
    async countMoved() {
      const count = (file: string, query: string) =>
        ask(file, (driver) => driver.prepare(query).get()) as MovedCounts;
      return { ...count(api, COUNT_API), ...count(cell, COUNT_CELL) };
    },
    async drop() {
      await lab.sqlite.drop(api);
      await lab.sqlite.drop(cell);
    },
  };
}

function ask<T>(file: string, use: (driver: BetterSqlite3.Database) => T): T {
  const driver = new BetterSqlite3(file);
  try {
    return use(driver);
  } finally {
    driver.close();
  }
}
