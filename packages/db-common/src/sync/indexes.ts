import type { Dialect, Session } from '@cellbridge/database';
import type { IndexDefinition, SchemaDefinition } from '@cellbridge/schema';
import { sql } from 'drizzle-orm';
import type { Catalogue, FoundTable } from './catalogue.js';

/** The indexes that a dialect needs. */
export function indexesOf(
  { indexes }: SchemaDefinition,
  dialect: Dialect,
): readonly IndexDefinition[] {
  const { byteCollation } = dialect.inspection;
  return indexes.filter(({ inByteOrder }) => !inByteOrder || byteCollation !== undefined);
}

/** An index that is missing on a table that is there. */
interface MissingIndex {
  readonly index: IndexDefinition;
  readonly table: FoundTable;
}

/** The indexes that are missing; one that an interrupted build has left is missing, too. */
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

/** Whether the user may index a table: it takes the table's owner, and the right to make something beside it. */
function mayIndex({ table: { isOwned, mayCreate } }: MissingIndex): boolean {
  return isOwned && mayCreate;
}

/** Whether an index is missing that the user may build. */
export function lacksIndexes(
  definition: SchemaDefinition,
  catalogue: Catalogue,
  dialect: Dialect,
): boolean {
  return missingIndexes(definition, catalogue, dialect).some(mayIndex);
}

/** The statements with which somebody else builds the indexes that the user may not build. */
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
 * Builds the indexes that are missing, as far as the user may. @returns their names.
 *
 * A build that fails leaves nothing behind, if that is to be had without a long wait; else the next sync
 * removes it.
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

/** Removes what a failed build has left. It is no error if it cannot be had: the next sync removes it. */
async function removeRest(session: Session, { index, table }: MissingIndex): Promise<void> {
  const { concurrently, shared } = session.dialect.inspection;
  const drop = `drop index ${concurrently} if exists ${table.schema}.${index.name}`;
  const remove = async ({ all, run }: Pick<Session, 'all' | 'run'>) => {
    // Where the wait cannot be bounded, the next sync removes it.
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

/** What removes an index that a build has left unusable. */
function dropBroken({ index, table }: MissingIndex, dialect: Dialect): string[] {
  const broken = table.indexes.get(index.name);
  return broken ? [`drop index ${dialect.inspection.concurrently} ${broken.fullName}`] : [];
}
