import type { DialectName } from '@cellbridge/database';
import type { TestDialect } from '../test-dialect.js';
import { mysql } from './mysql/index.js';
import { postgresql } from './postgresql/index.js';
import { sqlite } from './sqlite/index.js';

/** The kinds of database that every suite runs on. */
export const TEST_DIALECTS: Readonly<Record<DialectName, TestDialect>> = {
  sqlite,
  postgresql,
  mysql,
};

/**
 * Finds the kind of database that a URL names.
 *
 * @throws Error if there is none.
 */
export function testDialectOf(url: string): TestDialect {
  const [scheme = ''] = url.split(/[+:]/, 1);
  const found = Object.values(TEST_DIALECTS).find(({ schemes }) => schemes.includes(scheme));
  if (!found) throw new Error(`No database has the scheme "${scheme}".`);
  return found;
}
