import { quote } from '@cellbridge/database';
import { sql } from 'drizzle-orm';
import type { CellReader } from './cell-database.js';

/**
 * Runs one statement that somebody else has written, and returns the number in the first column of its first row. The
 * reader has to be one that cannot write.
 *
 * @throws TypeError if there is no such number.
 */
export async function queryNumber(reader: CellReader, query: string): Promise<number> {
  const [row] = await reader.all<Record<string, unknown>>(sql.raw(query));
  const [value] = Object.values(row ?? {});
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof number === 'number' && Number.isFinite(number)) return number;
  throw new TypeError(`It gave ${row ? quote(value) : 'no row'}, and a number is needed.`);
}
