import { testDialectOf } from '../dialects/index.js';
import type { RawDatabase } from './raw-database.js';

/** Opens a database over its bare driver. */
export function openRaw(url: string): RawDatabase {
  return testDialectOf(url).openRaw(url);
}
