import { openDatabase } from '@cellbridge/database';
import { syncSchema } from '@cellbridge/db-common';
import { apiSchema, cellSchema } from '@cellbridge/schema';

/** Makes the tables and indexes of a database, as `sync` does. */
export async function makeSchema(kind: 'api' | 'cell', url: string): Promise<void> {
  await using database = await openDatabase(url, { create: true, statementTimeout: 3_600_000 });
  await syncSchema(database, kind === 'api' ? apiSchema : cellSchema);
}
