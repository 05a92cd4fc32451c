import type { InstanceGroup } from '@cellbridge/objects';
import type { Microversion } from './microversion.js';

/**
 * A group as Nova's API shows it.
 *
 * @param members those that exist.
 */
export function describeGroup(
  group: InstanceGroup,
  members: readonly string[],
  { minor }: Microversion,
): object {
  const { uuid: id, name, policy, projectId, userId } = group;
  return {
    id,
    name,
    ...(minor >= 64
      ? { policy, rules: group.rules }
      : { policies: policy === null ? [] : [policy], metadata: {} }),
    members,
    ...(minor >= 13 && { project_id: projectId, user_id: userId }),
  };
}
