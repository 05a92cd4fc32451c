import type { SchemaNeeds, SequenceBehind } from '@cellbridge/db-api';
import { CellbridgeError } from '@cellbridge/objects';
import { ok, problem, type Verdict } from './check.js';

const UPGRADE = 'npm install --global cellbridge@latest';

/**
 * Judges the schema of a database.
 *
 * @param read reads its state; what it throws is a problem of the schema.
 * @param sync the command that syncs this database.
 */
export async function checkSchema(
  read: () => Promise<SchemaNeeds>,
  sync: string,
): Promise<Verdict> {
  try {
    const { current, pending, canSync, forOwner, lostTables, recreation } = await read();
    if (lostTables.length > 0) {
      const message = `Tables of Cellbridge's own are missing: ${lostTables.join(', ')}. What they held is lost; restore a backup, or make them again, empty.`;
      return problem(message, recreation.join('\n'));
    }
    const now = current === null ? 'It was never synced.' : `The schema is ${current}.`;
    if (pending.length === 0) return ok(now);
    const remedy = canSync || forOwner.length === 0 ? sync : forOwner.join('\n');
    return problem(`${now} A sync would do: ${pending.join(', ')}.`, remedy);
  } catch (error) {
    if (!CellbridgeError.isInstance(error)) throw error;
    return problem(error.message, error.code === 'SCHEMA_TOO_NEW' ? UPGRADE : null);
  }
}

/** Judges the rights on rows. @param grants the statements that grant what is missing. */
export function checkRights(grants: readonly string[]): Verdict {
  if (grants.length === 0) return ok('The user has all rights on the tables.');
  return problem('The user lacks rights that some commands need.', grants.join('\n'));
}

/** Judges the sequences of the ids. */
export function checkSequences(behind: readonly SequenceBehind[]): Verdict {
  if (behind.length === 0) return ok('New rows get new ids.');
  const tables = behind.map(({ table }) => table).join(', ');
  return problem(
    `The sequences of ${tables} are behind the ids in the tables, as after an import: inserts fail.`,
    behind.map(({ remedy }) => remedy).join('\n'),
  );
}
