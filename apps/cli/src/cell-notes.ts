import { listCellMappings } from '@cellbridge/db-api';
import { findTwinCells } from '@cellbridge/migrator';
import type { Deployment } from '@cellbridge/objects';

/** Describes the cells that share a database: a line each, or none. */
export function describeTwinCells(deployment: Deployment): string[] {
  return findTwinCells(deployment).map(({ cell, sameAs }) => {
    const [name, other] = [cell, sameAs].map(({ name, uuid }) => name ?? uuid);
    return `Cells ${other} and ${name} have the same database, which is counted once, as ${other}. Remove one of the mappings.`;
  });
}

/**
 * Names the disabled cells, in a line or none: only Nova's scheduler leaves them out, a move does not.
 *
 * @param cellUuids the cells that the user has chosen; `undefined` for all.
 */
export async function describeDisabled(
  { api }: Deployment,
  cellUuids: readonly string[] | undefined,
): Promise<string[]> {
  const mappings = await listCellMappings(api);
  const names = mappings
    .filter(({ uuid, disabled }) => disabled && (cellUuids?.includes(uuid) ?? true))
    .map(({ name, uuid }) => name ?? uuid);
  if (names.length === 0) return [];
  const [what, are] = names.length === 1 ? ['Cell', 'is'] : ['Cells', 'are'];
  return [
    `${what} ${names.join(', ')} ${are} disabled in cell_mappings; their groups move anyway.`,
  ];
}
