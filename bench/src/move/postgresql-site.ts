import { makeSchema } from '../data/make-schema.js';
import { fillPostgresqlCell, type PostgresqlCellSize } from '../data/postgresql-cell.js';
import type { Lab } from '../lab.js';
import { withClient } from '../postgresql/with-client.js';
import { CELL_UUID, COUNT_API, COUNT_CELL, type MovedCounts, type MoveSite } from './move-site.js';

/** Makes an empty API database and a full cell, both on PostgreSQL. */
export async function createPostgresqlSite(lab: Lab, size: PostgresqlCellSize): Promise<MoveSite> {
  const server = await lab.postgresql();
  const api = await server.create('api', (url) => makeSchema('api', url));
  const cell = await server.create(`cell ${JSON.stringify(size)}`, async (url) => {
    lab.report(`making a cell on PostgreSQL: ${JSON.stringify(size)}`);
    await makeSchema('cell', url);
    await withClient(url, (client) => fillPostgresqlCell(client, size));
  });
  await withClient(api, (client) =>
    client.query(
      'INSERT INTO cell_mappings (uuid, name, database_connection) VALUES ($1, $2, $3)',
      [CELL_UUID, 'cell1', cell],
    ),
  );
  await server.settle();
  return {
    api,
    cell,
    size,
    async countMoved() {
      const inApi = await withClient(api, (client) => client.query<MovedCounts>(COUNT_API));
      const inCell = await withClient(cell, (client) => client.query<MovedCounts>(COUNT_CELL));
      return { ...inApi.rows[0], ...inCell.rows[0] } as MovedCounts;
    },
    async drop() {
      await server.drop(api);
      await server.drop(cell);
    },
  };
}
