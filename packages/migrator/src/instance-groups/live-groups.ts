import { findHighestGroupId, listLiveKeysById } from '@cellbridge/db-cell';
import type { Cell } from '@cellbridge/objects';

/**
 * Which groups are live in a cell, beside some rows by their ids: `none`; `these`, some of these rows and
 * no other; or `others`. No more rows are read than these and one: the cell's groups are not counted.
 */
export async function findLiveBeside(
  cell: Cell,
  ids: ReadonlySet<number>,
): Promise<'none' | 'these' | 'others'> {
  const live = await cell.snapshot(async (reader) => {
    const upToId = await findHighestGroupId(reader);
    return await listLiveKeysById(reader, { afterId: 0, upToId, limit: ids.size + 1 });
  });
  if (live.length === 0) return 'none';
  return live.every(({ id }) => ids.has(id)) ? 'these' : 'others';
}
