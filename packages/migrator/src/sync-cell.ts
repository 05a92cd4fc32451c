import {
  type ApiDatabase,
  apiSchemaVersion,
  SchemaMismatchError,
  type SyncOptions,
  type SyncReport,
  type WaitOptions,
} from '@cellbridge/db-api';
import { type CellDatabase, cellSchemaVersion, syncCellDatabase } from '@cellbridge/db-cell';

/**
 * Whether Nova created the tables of a deployment, as its API database shows. Nova then created those of
 * every cell too: an empty cell database is one with a wrong URL in `cell_mappings`.
 */
export async function isNovaDeployment(api: ApiDatabase, options?: WaitOptions): Promise<boolean> {
  return (await apiSchemaVersion(api, options)).adopted;
}

/**
 * Creates, adopts or upgrades the schema of a cell database. A cell schema is never created in a Nova deployment.
 *
 * @param options `isOfNova`: what {@link isNovaDeployment} says of the deployment.
 * @throws SchemaMismatchError if the database is empty and the deployment is Nova's.
 */
export async function syncCell(
  database: CellDatabase,
  { isOfNova, ...options }: { readonly isOfNova: boolean } & SyncOptions,
): Promise<SyncReport> {
  const { latest, pending } = await cellSchemaVersion(database, options);
  const isEmpty = pending.includes(latest);
  if (isOfNova && isEmpty) {
    const { description } = database;
    throw new SchemaMismatchError(
      `${description} is empty, and a cell that Nova created is not; correct its URL in cell_mappings (a relative one counts from the current folder).`,
      { database: description },
    );
  }
  return await syncCellDatabase(database, options);
}
