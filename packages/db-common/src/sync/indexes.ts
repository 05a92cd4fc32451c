import type { Dialect, Session } from '@cellbridge/database';
import { DatabaseError } from '@cellbridge/database';
import type { IndexDefinition, SchemaDefinition } from '@cellbridge/schema';
import { sql } from 'drizzle-orm';
import type { Catalogue, FoundTable } from './catalogue.js';
import { runDefinition } from './run-definition.js';

/** Returns the indexes that a dialect needs. */
export function indexesOf(
  { indexes }: SchemaDefinition,
  dialect: Dialect,
): readonly IndexDefinition[] {
  return indexes.filter(
    (index) => dialect.inspection.indexStatement(index, index.table) !== undefined,
  );
}

/** A missing index of an existing table. */
interface MissingIndex {
  readonly index: IndexDefinition;
  readonly table: FoundTable;
  /** Removes what a failed build has left; empty if it left nothing. */
  readonly drop: readonly string[];
  readonly build: string;
}

/** Returns the missing indexes, including those left by an interrupted build. */
function missingIndexes(
  definition: SchemaDefinition,
  { tables }: Catalogue,
  { inspection }: Dialect,
): MissingIndex[] {
  return definition.indexes.flatMap((index) => {
    const table = tables.get(index.table);
    const found = table?.indexes.get(index.name);
    if (!table || found?.isValid) return [];
    const build = inspection.indexStatement(index, table.fullName);
    if (build === undefined) return [];
    const drop = found && inspection.shared ? [inspection.shared.dropIndex(found.fullName)] : [];
    return { index, table, drop, build };
  });
}

/** Returns whether the user may index a table: only its owner may, with the right to create in its schema. */
function mayIndex({ table: { isOwned, mayCreate } }: MissingIndex): boolean {
  return isOwned && mayCreate;
}

/** Returns whether an index is missing that the user may build. */
export function lacksIndexes(
  definition: SchemaDefinition,
  catalogue: Catalogue,
  dialect: Dialect,
): boolean {
  return missingIndexes(definition, catalogue, dialect).some(mayIndex);
}

/** Returns the statements with which an owner builds the indexes that the user may not build. */
export function indexStatementsForOwner(
  definition: SchemaDefinition,
  catalogue: Catalogue,
  dialect: Dialect,
): string[] {
  const { grants, user } = catalogue;
  const missing = missingIndexes(definition, catalogue, dialect).filter((one) => !mayIndex(one));
  const rights = missing
    .filter(({ table }) => table.isOwned)
    .map(({ table: { schema } }) => grants.toCreate(schema, user));
  const builds = missing
    .filter(({ table }) => !table.isOwned)
    .flatMap(({ drop, build }) => [...drop, build].map((statement) => `${statement};`));
  return [...new Set([...rights, ...builds])];
}

/**
 * Builds the missing indexes, as far as the user may. @returns their names.
 *
 * A failed build leaves nothing behind, unless cleaning up takes a long wait; then the next sync removes it.
 *
 * @throws DatabaseError if the server cannot build an index of the table while others write.
 */
export async function buildIndexes(
  session: Session,
  definition: SchemaDefinition,
  catalogue: Catalogue,
  database: string,
): Promise<string[]> {
  const built: string[] = [];
  const missing = missingIndexes(definition, catalogue, session.dialect).filter(mayIndex);
  for (const one of missing) {
    for (const drop of one.drop) await runDefinition(session, sql.raw(drop));
    try {
      await runDefinition(session, sql.raw(one.build));
    } catch (error) {
      await removeRest(session, one);
      throw refusalOf(error, session.dialect, one, database) ?? error;
    }
    built.push(one.index.name);
  }
  return built;
}

/** Removes the remains of a failed build. Failing is no error: the next sync removes them. */
async function removeRest(session: Session, { index, table }: MissingIndex): Promise<void> {
  const { shared } = session.dialect.inspection;
  // Elsewhere a failed build leaves nothing.
  if (!shared) return;
  const drop = shared.dropIndex(`${table.schema}.${index.name}`, { ifExists: true });
  const remove = async ({ all, run }: Pick<Session, 'all' | 'run'>) => {
    // If the wait cannot be limited, the next sync removes it.
    if ((await all(shared.waitBriefly)).length === 0) return;
    await run(sql.raw(drop));
  };
  await session.cleanUp(remove).catch(() => {});
}

function refusalOf(
  error: unknown,
  { inspection }: Dialect,
  { index, table }: MissingIndex,
  database: string,
): DatabaseError | undefined {
  const remedy = inspection.indexRemedy(error, index, table.fullName);
  if (remedy === undefined) return undefined;
  return new DatabaseError(
    `${database}: the server cannot build index ${index.name} on ${table.fullName} while others write to it. ${remedy}`,
    { cause: error, database },
  );
}
