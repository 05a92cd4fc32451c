import type { DatabaseKind } from '../database-kind.js';
import { postgresql } from './postgresql/index.js';
import { sqlite } from './sqlite/index.js';

/** The kinds of database that there are. */
export const DIALECTS = { sqlite, postgresql } satisfies Readonly<Record<string, DatabaseKind>>;

/** The name of a kind of database. */
export type DialectName = keyof typeof DIALECTS;
