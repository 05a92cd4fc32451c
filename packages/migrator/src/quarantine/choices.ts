import type { ApiGroup, Quarantined } from '@cellbridge/db-api';

/**
 * Which side of a quarantined group stays.
 *
 * - `api`: the API database's, as it is; where the group was destroyed there, it stays destroyed.
 * - `cell`: the cell's, in place of the API database's.
 * - `merge`: the API database's with the cell's members added, and its policies if it has none.
 */
export type Keep = 'api' | 'cell' | 'merge';

const KEEPS: readonly Keep[] = ['api', 'cell', 'merge'];

/** What decides about which side may stay. */
interface Sides {
  readonly entry: Quarantined;
  /** The group in the API database, if it has one of this uuid. */
  readonly api: Pick<ApiGroup, 'policies' | 'unreadableRules'> | undefined;
  /** Whether all values of the cell's row are what their columns say. */
  readonly isReadable: boolean;
}

/** Why a side cannot stay, and what to do about it; `undefined` where it can. */
export function refusalOf(keep: Keep, { entry, api, isReadable }: Sides): string | undefined {
  const { groupUuid, reason, details } = entry;
  if (!api && (reason === 'refused' || reason === 'unreadable')) {
    return `Group ${groupUuid} exists only in its cell, and cannot move: ${details} Fix the row in its cell, then retry.`;
  }
  if (keep === 'api') return undefined;
  if (!isReadable) {
    return `The cell's side of group ${groupUuid} holds a value that cannot be read; fix it, or keep the API database's.`;
  }
  const isRewritten = keep === 'cell' || api?.policies.length === 0;
  if (isRewritten && api?.unreadableRules !== undefined) {
    return `The rules of group ${groupUuid} in the API database are not a JSON object of whole numbers, and would be lost; fix or remove them, then resolve the group.`;
  }
  return undefined;
}

/** The sides that may stay; where none may, why. */
export function choicesOf(sides: Sides): { choices: Keep[]; obstacle: string | null } {
  const choices = KEEPS.filter((keep) => refusalOf(keep, sides) === undefined);
  const obstacle = choices.length > 0 ? null : (refusalOf('api', sides) ?? null);
  return { choices, obstacle };
}
