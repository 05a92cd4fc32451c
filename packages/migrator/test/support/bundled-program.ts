/**
 * A program of a consumer's, to be bundled into one file: it makes a deployment with the migrations that
 * the packages bring, moves a group, lists it, and opens a database of another kind.
 *
 * Arguments: the URLs of an API database, of a cell, and of the other database.
 */
import { insertCellMapping, openApiDatabase, syncApiDatabase } from '@cellbridge/db-api';
import { openCellDatabase, syncCellDatabase } from '@cellbridge/db-cell';
import { instanceGroupsMigration, runOnlineDataMigrations } from '@cellbridge/migrator';
import { CellbridgeError, Deployment, InstanceGroupList } from '@cellbridge/objects';
import { sql } from 'drizzle-orm';

const UUID = '5e0f0000-0000-4000-8000-00000000000a';

async function main([api = '', cell = '', other = '']: string[]): Promise<void> {
  const apiDatabase = await openApiDatabase(api, { create: true });
  await syncApiDatabase(apiDatabase);
  const createdAt = '2026-11-01 12:00:00.000000';
  const mapping = { uuid: UUID, name: 'cell1', databaseConnection: cell, createdAt };
  await apiDatabase.transaction((transaction) => insertCellMapping(transaction, mapping));
  await apiDatabase.close();

  const cellDatabase = await openCellDatabase(cell, { create: true });
  await syncCellDatabase(cellDatabase);
  await cellDatabase.transaction((transaction) =>
    transaction.run(
      sql`insert into instance_groups (uuid, name, deleted) values (${UUID}, 'web', 0)`,
    ),
  );
  await cellDatabase.close();

  const deployment = await Deployment.open({ api });
  const { outcome } = await runOnlineDataMigrations(deployment, [instanceGroupsMigration]);
  const groups = await InstanceGroupList.getAll(deployment.adminContext());
  await deployment.close();

  const missing = await openApiDatabase(other).catch((error: unknown) => error);
  const error = CellbridgeError.isInstance(missing) ? [missing.code, missing.message] : [];
  const found = groups.map(({ name, location }) => ({ name, ...location }));
  console.log(JSON.stringify({ outcome, found, error }));
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
