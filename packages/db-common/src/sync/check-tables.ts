import type { Reader } from '@cellbridge/database';
import { PermissionError, SchemaMismatchError } from '@cellbridge/database';
import type { SchemaDefinition } from '@cellbridge/schema';
import { sql } from 'drizzle-orm';
import type { Catalogue } from './catalogue.js';

/**
 * Refuses tables of Nova's that are in the wrong place or of the wrong kind: out of reach, spread over several
 * schemas, hidden by an empty set of the same names, or not tables. Changes nothing.
 *
 * @throws PermissionError · SchemaMismatchError
 */
export async function checkTables(
  reader: Pick<Reader, 'all'>,
  database: string,
  definition: SchemaDefinition,
  catalogue: Catalogue,
): Promise<void> {
  const novas = Object.keys(definition.nova);
  checkReach(database, novas, catalogue);
  const reason =
    kindMismatch(definition, catalogue) ??
    spread(novas, catalogue) ??
    (await emptyInFront(reader, novas, catalogue));
  if (reason === undefined) return;
  throw new SchemaMismatchError(`${database}: ${reason} Nothing was changed.`, { database });
}

function checkReach(
  database: string,
  novas: readonly string[],
  { outOfReach, tables, user, grants }: Catalogue,
): void {
  const refused = outOfReach.filter(
    ({ table_name }) => novas.includes(table_name) && !tables.has(table_name),
  );
  const [first] = refused;
  if (!first) return;
  const { schema_name } = first;
  const names = refused.filter((row) => row.schema_name === schema_name);
  throw new PermissionError(
    `${database}: user ${user} may not use schema ${schema_name}, where ${names.map(({ table_name }) => table_name).join(', ')} lie; have its owner run: ${grants.toUse(`schema ${schema_name}`, user)}`,
    { database },
  );
}

/** Rows of Nova's groups are locked, and indexes built; the other tables are only read. */
function kindMismatch(
  { nova, indexes }: SchemaDefinition,
  { tables }: Catalogue,
): string | undefined {
  const READABLE = [
    'table',
    'a partitioned table',
    'a view',
    'a materialized view',
    'a foreign table',
  ];
  for (const name of Object.keys(nova)) {
    const found = tables.get(name);
    if (!found || found.kind === 'table') continue;
    const isIndexed = indexes.some(({ table }) => table === name);
    if (!isIndexed && READABLE.includes(found.kind)) continue;
    return `${found.fullName} is ${found.kind}, and has to be an ordinary table, whose rows can be locked and indexed; check the URL and its search_path.`;
  }
  return undefined;
}

function spread(novas: readonly string[], { tables }: Catalogue): string | undefined {
  const found = novas.flatMap((name) => tables.get(name) ?? []);
  const [first] = found;
  const other = found.find(({ schema }) => schema !== first?.schema);
  if (!first || !other) return undefined;
  return `Nova's tables lie in several schemas: search_path leads to ${first.fullName} and to ${other.fullName}. ${nameSchema('SCHEMA')}`;
}

/** Refuses an empty set of tables that hides another one: Nova's own rows are behind it, whoever made it. */
async function emptyInFront(
  reader: Pick<Reader, 'all'>,
  novas: readonly string[],
  { tables, hidden }: Catalogue,
): Promise<string | undefined> {
  const found = novas.flatMap((name) => tables.get(name) ?? []);
  const [behind] = hidden.filter(({ table_name }) => novas.includes(table_name));
  const isWhole = found.every(({ name }) => hidden.some(({ table_name }) => table_name === name));
  if (!behind || !isWhole || found.some(({ refused }) => refused.has('select'))) return undefined;
  for (const { fullName } of found) {
    const rows = await reader.all(sql`select 1 from ${sql.raw(fullName)} limit 1`);
    if (rows.length > 0) return undefined;
  }
  const [first] = found;
  const schema = behind.full_name.slice(0, -behind.table_name.length - 1);
  return `the empty tables of schema ${first?.schema} hide those of the same names behind them on the search_path, ${behind.full_name} for one. Remove the empty ones, or leave their schema out. ${nameSchema(schema)}`;
}

function nameSchema(schema: string): string {
  const parameter = encodeURIComponent(`-c search_path=${schema}`);
  return `Name the schema that counts in the URL: ?options=${parameter}.`;
}
