import {
  apiSchemaVersion,
  type Database,
  openApiDatabase,
  SchemaMismatchError,
  type SyncOptions,
  type SyncReport,
} from '@cellbridge/db-api';
import { cellSchemaVersion, syncCellDatabase } from '@cellbridge/db-cell';
import { waitNote } from './describe-sync.js';
import type { Output } from './output.js';

/**
 * Whether Nova made the deployment. Then it made every cell of it, too: one that is not there, or
 * empty, is one that the cell mapping does not name as it should.
 */
export async function isNovaMade(apiUrl: string, output: Output): Promise<boolean> {
  await using api = await openApiDatabase(apiUrl);
  return (await apiSchemaVersion(api, { onWait: waitNote(output, api) })).adopted;
}

/** @throws SchemaMismatchError if the cell of a deployment that Nova made is empty. */
export async function syncCell(
  database: Database,
  { isOfNova, ...options }: { isOfNova: boolean } & SyncOptions,
): Promise<SyncReport> {
  const { latest, pending } = await cellSchemaVersion(database, options);
  const isEmpty = pending.includes(latest);
  if (isOfNova && isEmpty) {
    const { description } = database;
    throw new SchemaMismatchError(
      `${description} is empty, and a cell that Nova made is not; correct its URL in cell_mappings (a relative one counts from the current folder).`,
      { database: description },
    );
  }
  return await syncCellDatabase(database, options);
}
