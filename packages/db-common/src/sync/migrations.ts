import { createHash } from 'node:crypto';
import type { SqlMigration } from '@cellbridge/schema';

/** Names the table that one of drizzle-kit's statements makes, alters or indexes. */
const TABLE_OF_STATEMENT =
  /^(?:create table|alter table|create (?:unique )?index \S+ on) [`"](\w+)[`"]/i;

const ALTERED_TABLE = /^alter table [`"](\w+)[`"]/i;
const CREATED_TABLE = /^create table [`"](\w+)[`"]/i;

/** A SQL migration, ready to be run. */
export interface Migration {
  readonly tag: string;
  readonly statements: readonly string[];
  /** The SHA-256 of its text, in hexadecimal. */
  readonly hash: string;
}

/** The statements of a migration that make these tables, with their keys and indexes. */
export function statementsOf(
  { statements }: Migration,
  tables: readonly string[],
): readonly string[] {
  return statements.filter((statement) => {
    const [, table = ''] = TABLE_OF_STATEMENT.exec(statement) ?? [];
    return tables.includes(table);
  });
}

/** The tables that migrations make, in their order. */
export function tablesOf(migrations: readonly Migration[]): readonly string[] {
  return migrations.flatMap(({ statements }) =>
    statements.flatMap((statement) => CREATED_TABLE.exec(statement)?.[1] ?? []),
  );
}

/** The tables that a migration alters, or that it makes and alters. */
export function alteredBy({ statements }: Migration): readonly string[] {
  return statements.flatMap((statement) => ALTERED_TABLE.exec(statement)?.[1] ?? []);
}

/** Takes migrations apart into statements. */
export function parseMigrations(migrations: readonly SqlMigration[]): Migration[] {
  return migrations.map(({ tag, text }) => ({
    tag,
    statements: text.split('--> statement-breakpoint').map((statement) => statement.trim()),
    hash: createHash('sha256').update(text).digest('hex'),
  }));
}
