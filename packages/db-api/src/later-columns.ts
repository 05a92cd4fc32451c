import { SchemaMismatchError } from '@cellbridge/database';
import type { ApiReader } from './api-database.js';

/** Returns whether policies have rules here: Nova 18 (Rocky) added the column. */
export function hasRules(reader: ApiReader): Promise<boolean> {
  return reader.hasColumn('instance_group_policy', 'rules');
}

/**
 * Refuses to write rules if there is no column for them.
 *
 * @throws SchemaMismatchError
 */
export async function checkHasRules(reader: ApiReader): Promise<void> {
  if (await hasRules(reader)) return;
  throw new SchemaMismatchError(
    'The API database has no column instance_group_policy.rules, which Nova 18 (Rocky) brings: give the group no rules, or upgrade Nova first.',
  );
}

/**
 * Returns whether the Nova of this API database shows only one policy of a group: 18 (Rocky) and later do. It
 * checks `cell_mappings.disabled`, which came with the same release: `rules` may be ours, if `sync` created the
 * group tables.
 */
export function showsOnePolicy(reader: ApiReader): Promise<boolean> {
  return hasDisabled(reader);
}

/** Returns whether cells can be disabled here: Nova 18 (Rocky) added the column. */
export function hasDisabled(reader: ApiReader): Promise<boolean> {
  return reader.hasColumn('cell_mappings', 'disabled');
}

/**
 * Returns the number of the earliest release of Nova that has the columns of this API database: 19 (Stein), 18 (Rocky),
 * or 13 (Mitaka). Later releases have them as well.
 */
export async function earliestRelease(reader: ApiReader): Promise<13 | 18 | 19> {
  if (await reader.hasColumn('instance_mappings', 'user_id')) return 19;
  return (await hasDisabled(reader)) ? 18 : 13;
}
