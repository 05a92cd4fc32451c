const DATABASE = '@cellbridge/database';
const SCHEMA = '@cellbridge/schema';
const DB_API = '@cellbridge/db-api';
const DB_CELL = '@cellbridge/db-cell';
const OBJECTS = '@cellbridge/objects';
const MIGRATOR = '@cellbridge/migrator';
const TESTING = '@cellbridge/testing';
const PUBLISHED = [DATABASE, SCHEMA, DB_API, DB_CELL, OBJECTS, MIGRATOR];

/**
 * Which packages of this workspace each one may import. Arrows go down only; `db-api` and `db-cell`
 * never import each other. Who is not named here, the command and the examples, is on top.
 */
const FLOORS: Readonly<Record<string, readonly string[]>> = {
  [DATABASE]: [],
  [SCHEMA]: [],
  [DB_API]: [DATABASE, SCHEMA],
  [DB_CELL]: [DATABASE, SCHEMA],
  [OBJECTS]: [DB_API, DB_CELL],
  [MIGRATOR]: [OBJECTS, DB_API, DB_CELL],
  '@cellbridge/bench': [...PUBLISHED, TESTING],
};

/** Whether the sources of a package may import another one. */
export function mayImport(importer: string, imported: string): boolean {
  return (FLOORS[importer] ?? PUBLISHED).includes(imported);
}

/** Whether the tests of a package may import another one: the package itself, and all below it. */
export function testsMayImport(importer: string, imported: string): boolean {
  if (imported === TESTING || imported === importer) return true;
  const below = FLOORS[importer] ?? PUBLISHED;
  return below.some((floor) => testsMayImport(floor, imported));
}
