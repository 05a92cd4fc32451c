import { type KeptGroups, type KeptReason, MAX_LISTED_KEPT } from './archive-report.js';

/** Adds groups that stay for a reason to those of a cell. */
export function addKept(
  kept: readonly KeptGroups[],
  reason: KeptReason,
  uuids: readonly string[],
): readonly KeptGroups[] {
  if (uuids.length === 0) return kept;
  const known = kept.find((one) => one.reason === reason);
  const groupUuids = [...(known?.groupUuids ?? []), ...uuids].slice(0, MAX_LISTED_KEPT);
  const sum = { reason, groups: (known?.groups ?? 0) + uuids.length, groupUuids };
  return [...kept.filter((one) => one !== known), sum];
}
