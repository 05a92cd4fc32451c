import type { Database } from '@cellbridge/database';
import type { SchemaDefinition } from '@cellbridge/schema';
import { readCatalogue } from './catalogue.js';
import { parseMigrations, tablesOf } from './migrations.js';
import { grantsOf, grantsOnHidden } from './rights.js';
import { namesOf } from './schema-state.js';

/**
 * Returns the statements that grant the rights on rows that the user lacks, whatever else is wrong with the tables.
 * Tables that are missing are left out, where the server shows which are. Changes nothing.
 */
export async function missingGrants(
  database: Database,
  definition: SchemaDefinition,
): Promise<string[]> {
  const migrations = parseMigrations(definition.migrations[database.dialect.name]);
  const catalogue = await database.snapshot((reader) =>
    readCatalogue(reader, namesOf(definition, migrations)),
  );
  return [
    ...grantsOf(definition, catalogue),
    ...grantsOnHidden(definition, catalogue, tablesOf(migrations)),
  ];
}
