import type { Database } from '@cellbridge/database';
import type { SchemaDefinition } from '@cellbridge/schema';
import { readCatalogue } from './catalogue.js';
import { parseMigrations } from './migrations.js';
import { grantsOf } from './rights.js';
import { namesOf } from './schema-state.js';

/**
 * Returns the statements that grant the rights on rows that the user lacks, whatever else is wrong with the tables.
 * Tables that are missing are left out. Changes nothing.
 */
export async function missingGrants(
  database: Database,
  definition: SchemaDefinition,
): Promise<string[]> {
  const migrations = parseMigrations(definition.migrations[database.dialect.name]);
  const names = namesOf(definition, migrations);
  return await database.snapshot(async (reader) =>
    grantsOf(definition, await readCatalogue(reader, names)),
  );
}
