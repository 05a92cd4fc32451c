import { findSeveralPolicies } from '@cellbridge/migrator';
import type { Deployment } from '@cellbridge/objects';

/** How many groups are listed. */
const MOST_NAMED = 20;

/** Describes the groups with several policies that have not moved: a line each, or none. */
export async function describeSeveralPolicies(
  deployment: Deployment,
  cellUuids?: readonly string[],
): Promise<string[]> {
  const found = await findSeveralPolicies(deployment, { cells: cellUuids, limit: MOST_NAMED + 1 });
  if (found.length === 0) return [];
  const named = found.slice(0, MOST_NAMED).map(({ cellName, cellUuid, groupUuid, name }) => {
    return `  ${groupUuid} (${name ?? 'no name'}) in cell ${cellName ?? cellUuid}`;
  });
  return [
    'Nova shows one policy of a group, and does not say which. These groups have several; all of their policies move:',
    ...named,
    ...(found.length > MOST_NAMED ? ['  ... and others.'] : []),
  ];
}
