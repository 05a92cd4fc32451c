import { insertCellMapping, openApiDatabase, syncApiDatabase } from '@cellbridge/db-api';
import { openCellDatabase, syncCellDatabase } from '@cellbridge/db-cell';
import { now } from '@cellbridge/objects';
import { sql } from 'drizzle-orm';

const CELL = 'ce110000-0000-4000-8000-000000000001';

/** The instances that run in the cell. */
export const MEMBERS = ['first', 'second', 'third'];

/** An API database, and a cell in which three instances run: what Nova has made elsewhere. */
export async function makeDeployment(api: string, cell: string): Promise<void> {
  await using apiDatabase = await openApiDatabase(api, { create: true });
  await syncApiDatabase(apiDatabase);
  await using cellDatabase = await openCellDatabase(cell, { create: true });
  await syncCellDatabase(cellDatabase);
  await apiDatabase.transaction((transaction) =>
    insertCellMapping(transaction, {
      uuid: CELL,
      name: 'cell1',
      databaseConnection: cell,
      createdAt: now(),
    }),
  );
  await cellDatabase.transaction((transaction) =>
    transaction.run(sql`
      insert into instances (uuid, host, user_id, project_id, deleted)
      values ('first', 'host1', 'ada', 'engines', 0), ('second', 'host2', 'ada', 'engines', 0),
        ('third', 'host2', 'ada', 'engines', 0)`),
  );
}
