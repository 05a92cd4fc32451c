import { toIso } from '@cellbridge/db-api';
import type { LocatedGroup, Location } from './group-content.js';

/** A group, as `cellbridge group show --json` prints it. */
export interface InstanceGroupDocument {
  readonly uuid: string;
  readonly name: string | null;
  readonly projectId: string | null;
  readonly userId: string | null;
  /** The first of the group's policies, in the order of their rows. */
  readonly policy: string | null;
  /** Each once, sorted. */
  readonly policies: readonly string[];
  readonly rules: Readonly<Record<string, number>>;
  /** Instance uuids, each once, sorted. */
  readonly members: readonly string[];
  /** ISO 8601 in UTC with six decimals; `null` if the row has none. */
  readonly createdAt: string | null;
  /** In the same form; `null` until the first change. */
  readonly updatedAt: string | null;
  readonly location: Location;
}

/** Returns the group as a document: members and policies sorted, timestamps as ISO 8601. */
export function toDocument({ group, location }: LocatedGroup): InstanceGroupDocument {
  return {
    uuid: group.uuid,
    name: group.name,
    projectId: group.projectId,
    userId: group.userId,
    policy: group.policies[0] ?? null,
    policies: [...group.policies].sort(),
    rules: { ...group.rules },
    members: [...group.members].sort(),
    createdAt: toIso(group.createdAt),
    updatedAt: toIso(group.updatedAt),
    location,
  };
}
