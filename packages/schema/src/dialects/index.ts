import type { SchemaDialect } from '../schema-dialect.js';
import { mysql } from './mysql/index.js';
import { postgresql } from './postgresql/index.js';
import { sqlite } from './sqlite/index.js';

/** The kinds of database for which tables are rendered. */
export const DIALECTS = register({ sqlite, postgresql, mysql });

/** The name of a kind of database. */
export type DialectName = keyof typeof DIALECTS;

/** Calls a function for each dialect. */
export function forEachDialect<T>(make: (dialect: SchemaDialect) => T): Record<DialectName, T> {
  const entries = Object.entries(DIALECTS).map(([name, dialect]) => [name, make(dialect)]);
  return Object.fromEntries(entries) as Record<DialectName, T>;
}

function register<Name extends string>(dialects: Readonly<Record<Name, SchemaDialect>>) {
  return dialects;
}
