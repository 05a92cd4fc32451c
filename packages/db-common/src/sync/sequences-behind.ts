import type { Database, SequenceRow } from '@cellbridge/database';
import type { SchemaDefinition } from '@cellbridge/schema';
import { sql } from 'drizzle-orm';

/** A sequence that generates ids which its table has already. */
export interface SequenceBehind {
  /** The name of the table. */
  readonly table: string;
  /** The statement that corrects it. */
  readonly remedy: string;
}

/**
 * Finds the sequences that are behind the ids of Nova's tables to which rows are added, as after an import: each insert
 * would fail. None where a database has no sequences. Changes nothing.
 */
export async function findSequencesBehind(
  database: Database,
  { nova, rights }: SchemaDefinition,
): Promise<SequenceBehind[]> {
  const { shared } = database.dialect.inspection;
  if (!shared) return [];
  const names = Object.keys(nova).filter((name) => rights?.[name]?.includes('insert'));
  return await database.snapshot(async (reader) => {
    const behind: SequenceBehind[] = [];
    for (const row of await reader.all<SequenceRow>(shared.sequences(names))) {
      const { table_name: table, full_name, last_value } = row;
      const [highest] = await reader.all<{ id: number | null }>(
        sql`select max(id) as id from ${sql.raw(full_name)}`,
      );
      if ((highest?.id ?? 0) <= (last_value ?? 0)) continue;
      behind.push({ table, remedy: shared.followIds(full_name) });
    }
    return behind;
  });
}
