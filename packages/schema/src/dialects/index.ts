import { type Kit, postgresqlKit } from './postgresql/kit.js';
import { sqliteKit } from './sqlite/kit.js';

/** What tables are described with, for each kind of database that they are rendered for. */
export const KITS = { sqlite: sqliteKit, postgresql: postgresqlKit } satisfies Readonly<
  Record<string, Kit>
>;

/** The kinds of database that tables are rendered for. */
export type DialectName = keyof typeof KITS;
