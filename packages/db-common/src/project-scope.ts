import { type Column, eq, type SQL } from 'drizzle-orm';

/**
 * Whose groups a query may see.
 * A project's id: that project's alone. `null`: everybody's, groups without a project included.
 */
export type ProjectScope = string | null;

/** Whether a group is within a scope; `undefined` where every group is. */
export function isInScope(
  { projectId }: { readonly projectId: Column },
  scope: ProjectScope,
): SQL | undefined {
  return scope === null ? undefined : eq(projectId, scope);
}
