import type { InstanceGroup } from '@cellbridge/objects';

/** How a number of members counts for a host, by policy: more is better. */
const SIGN: Readonly<Record<string, number>> = { 'soft-affinity': 1, 'soft-anti-affinity': -1 };

/**
 * The hosts for an instance of a group, the best first: what Nova's `ServerGroupSoftAffinityWeigher` and
 * `ServerGroupSoftAntiAffinityWeigher` prefer. Equally good ones stay in their order.
 */
export async function weighHosts(
  group: InstanceGroup | undefined,
  candidates: readonly string[],
): Promise<string[]> {
  const sign = SIGN[group?.policy ?? ''];
  if (!group || sign === undefined) return [...candidates];
  const counts = await group.getHostCounts();
  const weight = (host: string) => sign * (counts.get(host) ?? 0);
  return [...candidates].sort((left, right) => weight(right) - weight(left));
}
