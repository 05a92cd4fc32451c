import type { Reader } from '@cellbridge/database';
import { normalizeTimestamp } from '@cellbridge/schema';
import { sql } from 'drizzle-orm';

/** Reads the clock of a database: `YYYY-MM-DD HH:MM:SS.ffffff`, UTC. */
export async function readClock(reader: Pick<Reader, 'all' | 'dialect'>): Promise<string> {
  const [row] = await reader.all<{ clock: string }>(sql`select ${reader.dialect.clock} as clock`);
  return normalizeTimestamp(row?.clock ?? '');
}
