import type { Progress } from '@cellbridge/db-api';
import { type Cell, INSTANCE_GROUPS_MIGRATION } from '@cellbridge/objects';

/** What identifies the progress row of a migration in a cell. */
export type ProgressKey = Pick<Progress, 'migration' | 'cellUuid'>;

/** The key of the progress row that says how the move of instance groups stands in a cell. */
export function progressKey({ uuid }: Cell): ProgressKey {
  return { migration: INSTANCE_GROUPS_MIGRATION, cellUuid: uuid };
}
