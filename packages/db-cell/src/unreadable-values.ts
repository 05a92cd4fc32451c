/**
 * Values that do not fit their columns. Every reader gets a replacement for them (see `isSuspicious` and
 * `isTimestamp`), so that one row breaks no list. Call this before copying a group.
 */

import { isUtf8 } from 'node:buffer';
import { isSuspicious } from '@cellbridge/database';
import { isTimestamp } from '@cellbridge/schema';
import { sql } from 'drizzle-orm';
import type { CellReader } from './cell-database.js';
import type { DetachedKind } from './detached-rows.js';

/** A value of a row that does not fit its column. */
export interface UnreadableValue {
  readonly table: string;
  readonly id: number;
  readonly column: string;
  /** What is wrong with it, as the end of a sentence. */
  readonly problem: string;
}

/** A row as read; the text of a policy or member is its `value`. */
export interface ReadRow {
  readonly id: number;
  readonly uuid?: string | null;
  readonly name?: string | null;
  readonly userId?: string | null;
  readonly projectId?: string | null;
  readonly value?: string | null;
  readonly createdAt?: string | null;
  readonly updatedAt?: string | null;
}

const TABLES = {
  group: {
    table: 'instance_groups',
    texts: { uuid: 'uuid', name: 'name', userId: 'user_id', projectId: 'project_id' },
  },
  policy: { table: 'instance_group_policy', texts: { value: 'policy' } },
  member: { table: 'instance_group_member', texts: { value: 'instance_id' } },
  'archived-member': {
    table: 'shadow_instance_group_member',
    texts: { value: 'instance_id' },
  },
} as const;

const STAMPS = [
  ['createdAt', 'created_at'],
  ['updatedAt', 'updated_at'],
] as const;

/**
 * Finds values that do not fit their columns in rows that were just read: text that is not UTF-8 or holds a
 * NUL, and invalid timestamps. It asks the database only about suspicious texts.
 */
export async function findUnreadableValues(
  reader: CellReader,
  kind: 'group' | DetachedKind,
  rows: readonly ReadRow[],
): Promise<UnreadableValue[]> {
  const { table, texts } = TABLES[kind];
  const found = rows.flatMap((row) => findNoTimes(table, row));
  const keys = Object.keys(texts) as (keyof ReadRow)[];
  const looksSo = (row: ReadRow) => keys.some((key) => isSuspicious(row[key] as string | null));
  const ids = rows.filter(looksSo).map(({ id }) => id);
  if (ids.length === 0) return found;
  const columns: readonly string[] = Object.values(texts);
  const bytes = columns.map(
    (column) =>
      sql`${reader.dialect.bytes(sql`${sql.identifier(column)}`)} as ${sql.identifier(column)}`,
  );
  const stored = await reader.all<{ id: number } & Record<string, unknown>>(sql`
    select id, ${sql.join(bytes, sql`, `)} from ${sql.identifier(table)}
    where ${reader.dialect.anyOf(sql`id`, ids, 'integer')} order by id`);
  for (const row of stored) {
    for (const column of columns) {
      const problem = problemOf(row[column] as string | null);
      if (problem !== undefined) found.push({ table, id: row.id, column, problem });
    }
  }
  return found;
}

function findNoTimes(table: string, row: ReadRow): UnreadableValue[] {
  const found: UnreadableValue[] = [];
  for (const [key, column] of STAMPS) {
    const stamp = row[key];
    if (stamp === null || stamp === undefined || isTimestamp(stamp)) continue;
    const problem = `is no time stamp: ${JSON.stringify(stamp.slice(0, MAX_SHOWN_BYTES))}`;
    found.push({ table, id: row.id, column, problem });
  }
  return found;
}

/** The maximum number of characters or bytes of a value that a message shows. */
const MAX_SHOWN_BYTES = 40;

function problemOf(hexadecimal: string | null): string | undefined {
  const bytes = Buffer.from(hexadecimal ?? '', 'hex');
  if (!isUtf8(bytes)) return `is not UTF-8: the bytes ${shown(bytes)}`;
  return bytes.includes(0) ? `holds a NUL character: the bytes ${shown(bytes)}` : undefined;
}

function shown(bytes: Buffer): string {
  const start = bytes.subarray(0, MAX_SHOWN_BYTES).toString('hex');
  return bytes.length > MAX_SHOWN_BYTES ? `${start}...` : start;
}
