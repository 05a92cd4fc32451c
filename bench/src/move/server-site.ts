import { makeSchema } from '../data/make-schema.js';
import type { Lab } from '../lab.js';
import type { ServerCellSize } from '../server/server-lab.js';
import type { ServerName } from '../server/servers.js';
import { withRaw } from '../server/with-raw.js';
import { CELL_UUID, COUNT_API, COUNT_CELL, type MovedCounts, type MoveSite } from './move-site.js';

/** Makes an empty API database and a full cell, both on one server. */
export async function createServerSite(
  lab: Lab,
  name: ServerName,
  size: ServerCellSize,
): Promise<MoveSite> {
  const server = await lab.server(name);
  const api = await server.create('api', (url) => makeSchema('api', url));
  const cell = await server.create(`cell ${JSON.stringify(size)}`, async (url) => {
    lab.report(`making a cell on ${server.product}: ${JSON.stringify(size)}`);
    await makeSchema('cell', url);
    await server.fillCell(url, size);
  });
  await withRaw(api, (raw) =>
    raw.query(
      'INSERT INTO cell_mappings (uuid, name, database_connection) VALUES (?, ?, ?)',
      CELL_UUID,
      'cell1',
      cell,
    ),
  );
  await server.settle();
  return {
    api,
    cell,
    size,
    async countMoved() {
      const [inApi] = await withRaw(api, (raw) => raw.query(COUNT_API));
      const [inCell] = await withRaw(cell, (raw) => raw.query(COUNT_CELL));
      return { ...inApi, ...inCell } as unknown as MovedCounts;
    },
    async drop() {
      await server.drop(api);
      await server.drop(cell);
    },
  };
}
