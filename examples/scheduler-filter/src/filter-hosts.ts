import type { InstanceGroup } from '@cellbridge/objects';

/** Where a group may have one more instance, of the hosts that have room for it. */
export async function filterHosts(
  group: InstanceGroup,
  candidates: readonly string[],
): Promise<string[]> {
  switch (group.policy) {
    case 'affinity': {
      // The first instance may go anywhere; the others follow it.
      const hosts = new Set(await group.getHosts());
      return hosts.size === 0 ? [...candidates] : candidates.filter((host) => hosts.has(host));
    }
    case 'anti-affinity': {
      const hosts = new Set(await group.getHosts());
      return candidates.filter((host) => !hosts.has(host));
    }
    default:
      // The soft policies are for weighing hosts, not for leaving them out.
      return [...candidates];
  }
}
