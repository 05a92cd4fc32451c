import { createHash } from 'node:crypto';

/** What a group is, whichever database holds it: all but ids, time stamps and rules. */
export interface GroupContent {
  readonly uuid: string;
  readonly name: string | null;
  readonly userId: string | null;
  readonly projectId: string | null;
  readonly policies: readonly string[];
  readonly members: readonly string[];
}

/**
 * The SHA-256 of a group's canonical content, in hexadecimal. Two groups of the same content have
 * the same digest: the order of policies and members does not count, nor do repetitions.
 */
export function digestOf(group: GroupContent): string {
  const { uuid, name, userId, projectId } = group;
  const canonical = [uuid, name, userId, projectId, sorted(group.policies), sorted(group.members)];
  return createHash('sha256').update(JSON.stringify(canonical)).digest('hex');
}

function sorted(values: readonly string[]): string[] {
  return [...new Set(values)].sort();
}
