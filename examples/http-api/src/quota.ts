import { type InstanceGroup, InstanceGroupList } from '@cellbridge/objects';
import type { Identity } from './identity.js';
import { Refusal } from './refusal.js';

/** Nova's limits, with its defaults; -1 is no limit. */
export interface Quota {
  /** Groups of a project, and of each of its users. */
  readonly serverGroups: number;
  /** Servers of a user in a group. */
  readonly serverGroupMembers: number;
  /** Whether to count again after a write: of two at once that both had room, neither stays. */
  readonly recheck: boolean;
}

export const DEFAULT_QUOTA: Quota = { serverGroups: 10, serverGroupMembers: 10, recheck: true };

/** @throws Refusal 403 if the project, or the user in it, has too many groups with `more` of them. */
export async function checkServerGroups(
  { context, projectId, userId }: Identity,
  { serverGroups }: Quota,
  more: number,
): Promise<void> {
  if (serverGroups < 0) return;
  const { project, user } = await InstanceGroupList.getCounts(context, projectId, userId);
  const used = Math.max(project.serverGroups, user?.serverGroups ?? 0);
  if (used + more <= serverGroups) return;
  throw new Refusal(403, 'Quota exceeded, too many server groups.');
}

/** @throws Refusal 403 if the user has too many servers in the group with `more` of them. */
export async function checkServerGroupMembers(
  { userId }: Identity,
  { serverGroupMembers }: Quota,
  group: InstanceGroup,
  more: number,
): Promise<void> {
  if (serverGroupMembers < 0) return;
  const used = await group.countMembersByUser(userId);
  if (used + more <= serverGroupMembers) return;
  throw new Refusal(403, 'Quota exceeded, too many servers in group');
}
