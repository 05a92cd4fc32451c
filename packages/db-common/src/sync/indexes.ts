import type { Dialect, Session } from '@cellbridge/database';
import type { IndexDefinition, SchemaDefinition } from '@cellbridge/schema';
import { sql } from 'drizzle-orm';
import type { Catalogue, FoundTable } from './catalogue.js';

/** Returns the indexes that a dialect needs. */
export function indexesOf(
  { indexes }: SchemaDefinition,
  dialect: Dialect,
): readonly IndexDefinition[] {
  const { byteCollation } = dialect.inspection;
  return indexes.filter(({ inByteOrder }) => !inByteOrder || byteCollation !== undefined);
}

/** A missing index of an existing table. */
interface MissingIndex {
  readonly index: IndexDefinition;
  readonly table: FoundTable;
}

/** Returns the missing indexes, including those left by an interrupted build. */
function missingIndexes(
  definition: SchemaDefinition,
  { tables }: Catalogue,
  dialect: Dialect,
): MissingIndex[] {
  return indexesOf(definition, dialect).flatMap((index) => {
    const table = tables.get(index.table);
    return !table || table.indexes.get(index.name)?.isValid ? [] : { index, table };
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
  const missing = missingIndexes(definition, catalogue, dialect).filter((one) => !mayIndex(one));
  const grants = missing
    .filter(({ table }) => table.isOwned)
    .map(({ table: { schema } }) => `grant create on schema ${schema} to ${catalogue.user}`);
  const builds = missing
    .filter(({ table }) => !table.isOwned)
    .flatMap((one) => [...dropBroken(one, dialect), buildOf(one, dialect)]);
  return [...new Set([...grants, ...builds])].map((statement) => `${statement};`);
}

/**
 * Builds the missing indexes, as far as the user may. @returns their names.
 *
 * A failed build leaves nothing behind, unless cleaning up takes a long wait; then the next sync removes it.
 */
export async function buildIndexes(
  session: Session,
  definition: SchemaDefinition,
  catalogue: Catalogue,
): Promise<string[]> {
  const { dialect } = session;
  const built: string[] = [];
  for (const missing of missingIndexes(definition, catalogue, dialect).filter(mayIndex)) {
    for (const drop of dropBroken(missing, dialect)) await session.run(sql.raw(drop));
    try {
      await session.run(sql.raw(buildOf(missing, dialect)));
    } catch (error) {
      await removeRest(session, missing);
      throw error;
    }
    built.push(missing.index.name);
  }
  return built;
}

/** Removes the remains of a failed build. Failing is no error: the next sync removes them. */
async function removeRest(session: Session, { index, table }: MissingIndex): Promise<void> {
  const { concurrently, shared } = session.dialect.inspection;
  const drop = `drop index ${concurrently} if exists ${table.schema}.${index.name}`;
  const remove = async ({ all, run }: Pick<Session, 'all' | 'run'>) => {
    // If the wait cannot be limited, the next sync removes it.
    if (shared && (await all(shared.waitBriefly)).length === 0) return;
    await run(sql.raw(drop));
  };
  await session.cleanUp(remove).catch(() => {});
}

function buildOf({ index, table }: MissingIndex, dialect: Dialect): string {
  const { byteCollation, concurrently } = dialect.inspection;
  const { name, column, where, inByteOrder } = index;
  const order = inByteOrder ? ` ${byteCollation}` : '';
  const rows = where === undefined ? '' : ` where ${where}`;
  const words = ['create index', concurrently, name, 'on', table.fullName].filter(Boolean);
  return `${words.join(' ')} (${column}${order})${rows}`;
}

/** Returns the statement that removes an index made unusable by a failed build. */
function dropBroken({ index, table }: MissingIndex, dialect: Dialect): string[] {
  const broken = table.indexes.get(index.name);
  return broken ? [`drop index ${dialect.inspection.concurrently} ${broken.fullName}`] : [];
}
