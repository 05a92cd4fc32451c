import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
// biome-ignore lint/style/noRestrictedImports: only a version is read, nothing is changed or left.
import { versions } from 'node:process';
import { DriverMissingError } from '../../errors/driver-missing-error.js';

/** The first Node.js with the Node-API that better-sqlite3 13 needs; an earlier one crashes when it loads it. */
const FIRST_NODE_OF_13 = 22;

const node = Number.parseInt(versions.node, 10);

/** Returns the better-sqlite3 for the running Node.js, as an argument of `npm install`. */
export function fittingDriver(): string {
  return node < FIRST_NODE_OF_13 ? 'better-sqlite3@12' : 'better-sqlite3@13';
}

/**
 * Refuses a driver that would end the process when its binary is loaded, which is at the first connection.
 *
 * @param driver the exports of the package.
 * @throws DriverMissingError
 */
export function refuseUnfitDriver(driver: unknown): void {
  if (node >= FIRST_NODE_OF_13) return;
  const version = versionOf(driver);
  if (version === undefined || Number.parseInt(version, 10) < 13) return;
  throw new DriverMissingError(
    `The driver better-sqlite3 ${version} needs Node.js ${FIRST_NODE_OF_13} or later, and this is ${versions.node}; run "npm install ${fittingDriver()}".`,
  );
}

/** Returns the version of the package whose module exports this; unknown if it was bundled. */
function versionOf(exported: unknown): string | undefined {
  // Any folder will do: all `require` functions of Node.js share the cache.
  const { cache } = createRequire('/');
  const module = Object.values(cache).find((candidate) => candidate?.exports === exported);
  if (!module) return undefined;
  const file = join(dirname(module.filename), '..', 'package.json');
  return (JSON.parse(readFileSync(file, 'utf8')) as { version?: string }).version;
}
