import type { InstanceGroup } from '@cellbridge/objects';

/**
 * Where an instance of a group may run, of the hosts that have room for it: what Nova's
 * `ServerGroupAffinityFilter` and `ServerGroupAntiAffinityFilter` decide.
 *
 * @param group `undefined`: the instance is in none.
 * @param instanceUuid the instance that is placed: one that runs already may stay where it is.
 */
export async function filterHosts(
  group: InstanceGroup | undefined,
  candidates: readonly string[],
  instanceUuid?: string,
): Promise<string[]> {
  switch (group?.policy) {
    case 'affinity': {
      // The first instance may go anywhere; the others follow it.
      const hosts = new Set(await group.getHosts());
      return hosts.size === 0 ? [...candidates] : candidates.filter((host) => hosts.has(host));
    }
    case 'anti-affinity': {
      const { max_server_per_host: most = 1 } = group.rules;
      const all = await group.getHostCounts();
      const others =
        instanceUuid === undefined ? all : await group.getHostCounts({ exclude: [instanceUuid] });
      const isOwn = (host: string) => all.get(host) !== others.get(host);
      return candidates.filter((host) => isOwn(host) || (all.get(host) ?? 0) < most);
    }
    default:
      // The soft policies are for weighing hosts, not for leaving them out.
      return [...candidates];
  }
}
