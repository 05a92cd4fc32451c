import { createHash } from 'node:crypto';
import type { SqlMigration } from '@cellbridge/schema';
import type { Catalogue } from './catalogue.js';

/** Matches the table that a statement of a migration creates, alters or indexes. */
const TABLE_OF_STATEMENT =
  /^(?:create table(?: if not exists)?|alter table|create (?:unique )?index \S+ on) [`"](\w+)[`"]/i;

const ALTERED_TABLE = /^alter table [`"](\w+)[`"]/i;
const CREATED_TABLE = /^create table (?:if not exists )?[`"](\w+)[`"]/i;
const ADDED_COLUMN = /^alter table [`"](\w+)[`"] add column [`"](\w+)[`"]/i;

/** A SQL migration, ready to run. */
export interface Migration {
  readonly tag: string;
  readonly statements: readonly string[];
  /** The SHA-256 of its text, in hexadecimal. */
  readonly hash: string;
}

/** Returns the statements of a migration that create these tables, with their keys and indexes. */
export function statementsOf(
  { statements }: Migration,
  tables: readonly string[],
): readonly string[] {
  return statements.filter((statement) => {
    const [, table = ''] = TABLE_OF_STATEMENT.exec(statement) ?? [];
    return tables.includes(table);
  });
}

/** Returns whether a database already has the table or the column that a statement adds. */
export function isDone(statement: string, { tables }: Pick<Catalogue, 'tables'>): boolean {
  const created = CREATED_TABLE.exec(statement)?.[1];
  if (created !== undefined) return tables.has(created);
  const [, table = '', column = ''] = ADDED_COLUMN.exec(statement) ?? [];
  return tables.get(table)?.columns.has(column) ?? false;
}

/** Returns the tables that migrations create, in their order. */
export function tablesOf(migrations: readonly Migration[]): readonly string[] {
  return migrations.flatMap(({ statements }) =>
    statements.flatMap((statement) => CREATED_TABLE.exec(statement)?.[1] ?? []),
  );
}

/** Returns the tables that a migration alters, or creates and alters. */
export function alteredBy({ statements }: Migration): readonly string[] {
  return statements.flatMap((statement) => ALTERED_TABLE.exec(statement)?.[1] ?? []);
}

/** Splits migrations into statements. */
export function parseMigrations(migrations: readonly SqlMigration[]): Migration[] {
  return migrations.map(({ tag, text }) => ({
    tag,
    statements: text.split('--> statement-breakpoint').map((statement) => statement.trim()),
    hash: createHash('sha256').update(text).digest('hex'),
  }));
}
