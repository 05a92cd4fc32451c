import type { Dialect } from '@cellbridge/database';
import type { Column, SQL } from 'drizzle-orm';

/**
 * Which groups a query may see: those of one project, by its id. `null`: all groups, including those without a
 * project.
 */
export type ProjectScope = string | null;

/** Returns the condition that a group is within a scope; `undefined` if every group is. */
export function isInScope(
  { equals }: Dialect,
  { projectId }: { readonly projectId: Column },
  scope: ProjectScope,
): SQL | undefined {
  return scope === null ? undefined : equals(projectId, scope);
}
