import {
  type ApiDatabase,
  apiSchemaVersion,
  SchemaMismatchError,
  type SchemaVersion,
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
  const version = await cellSchemaVersion(database, options);
  if (isOfNova) refuseEmpty(database, version);
  return await syncCellDatabase(database, options);
}

/** Refuses a cell without tables in a Nova deployment. @throws SchemaMismatchError */
export function refuseEmpty(
  { description }: CellDatabase,
  { latest, pending }: Pick<SchemaVersion, 'latest' | 'pending'>,
): void {
  if (!pending.includes(latest)) return;
  throw new SchemaMismatchError(
    `${description} is empty, and a cell that Nova created is not; correct its URL in cell_mappings (a relative one counts from the current folder).`,
    { database: description },
  );
}
