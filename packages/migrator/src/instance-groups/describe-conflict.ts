import { showList, showValue } from '../show-value.js';
import type { GroupContent } from './digest.js';

const FIELDS = ['name', 'userId', 'projectId'] as const;

/** In what the API database's group and a cell's of the same uuid differ, with the values of both. */
export function describeConflict(api: GroupContent, cell: GroupContent): string[] {
  const fields = FIELDS.filter((field) => api[field] !== cell[field]);
  return [
    ...fields.map(
      (field) =>
        `${field} (API database: ${showValue(api[field])}; cell: ${showValue(cell[field])})`,
    ),
    ...listDifference('policies', api.policies, cell.policies),
    ...listDifference('members', api.members, cell.members),
  ];
}

/** The values that one side alone has; their order does not count. */
function listDifference(
  what: string,
  api: readonly string[],
  cell: readonly string[],
): readonly string[] {
  const onlyIn = (own: readonly string[], other: readonly string[]) => {
    const others = new Set(other);
    return [...new Set(own)].filter((value) => !others.has(value)).sort();
  };
  const [apiAlone, cellAlone] = [onlyIn(api, cell), onlyIn(cell, api)];
  if (apiAlone.length + cellAlone.length === 0) return [];
  const shown = (values: readonly string[]) => showList(values.map(showValue));
  return [
    `${what} (only in the API database: ${shown(apiAlone)}; only in the cell: ${shown(cellAlone)})`,
  ];
}
