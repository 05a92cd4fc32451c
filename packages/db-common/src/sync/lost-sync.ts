import type { SchemaDefinition } from '@cellbridge/schema';
import type { Catalogue } from './catalogue.js';
import { type Migration, tablesOf } from './migrations.js';

/** A sync that was lost on its way, in a database in which each of its statements commits by itself. */
export interface LostSync {
  /** Whether it was the first one. */
  readonly isFirst: boolean;
  /** Whether Nova had made the tables that it found. `undefined` if it recorded nothing. */
  readonly adopts?: boolean | undefined;
}

/** A migration that a database has recorded; `applied_at` is empty until all of its statements have run. */
export interface MigrationRecord {
  readonly tag: string;
  readonly adopted: boolean | number;
  readonly applied_at: string;
}

export function isApplied({ applied_at }: MigrationRecord): boolean {
  return applied_at !== '';
}

/** Returns the lost sync of a database with bookkeeping. An upgrade leaves all that it has to find. */
export function lostByRecord(
  records: readonly MigrationRecord[],
  [first]: readonly Migration[],
): LostSync {
  if (records.some(isApplied)) return { isFirst: false };
  const begun = records.find(({ tag }) => tag === first?.tag);
  return { isFirst: true, adopts: begun && Boolean(begun.adopted) };
}

/**
 * Returns the lost sync of a database without bookkeeping. It makes the first table first: if that has only the
 * columns that Cellbridge creates, and others are missing, they are still to be made. A database with one of our
 * indexes has lost them: those are built last.
 */
export function lostBySight(
  { nova, indexes }: SchemaDefinition,
  [first]: readonly Migration[],
  { tables }: Catalogue,
): LostSync {
  const [name = ''] = first ? tablesOf([first]) : [];
  const columns = [...(tables.get(name)?.columns ?? [])];
  const isOurs = columns.length > 0 && columns.every((column) => nova[name]?.includes(column));
  const isPart = Object.keys(nova).some((table) => !tables.has(table));
  const isIndexed = indexes.some((index) => tables.get(index.table)?.indexes.has(index.name));
  return isOurs && isPart && !isIndexed ? { isFirst: true, adopts: false } : { isFirst: false };
}
