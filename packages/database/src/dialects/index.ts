import type { DatabaseKind } from '../database-kind.js';
import { mysql } from './mysql/index.js';
import { postgresql } from './postgresql/index.js';
import { sqlite } from './sqlite/index.js';

/** All kinds of database. */
export const DIALECTS = register({ sqlite, postgresql, mysql });

/** The name of a kind of database. */
export type DialectName = keyof typeof DIALECTS;

function register<Name extends string>(kinds: Readonly<Record<Name, DatabaseKind>>) {
  return kinds;
}
