import type { DialectName, Harness } from '@cellbridge/testing';
import type { World } from '../world.js';
import { openMysqlWorld } from './mysql-world.js';
import { openPostgresqlWorld } from './postgresql-world.js';
import { openSqliteWorld } from './sqlite-world.js';

const WORLDS: Readonly<Record<DialectName, (harness: Harness) => Promise<World>>> = {
  sqlite: openSqliteWorld,
  postgresql: openPostgresqlWorld,
  mysql: openMysqlWorld,
};

/** Opens the world whose databases are of the harness's dialect. */
export function openWorld(harness: Harness): Promise<World> {
  return WORLDS[harness.dialect](harness);
}
