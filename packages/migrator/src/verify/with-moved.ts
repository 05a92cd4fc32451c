import type { Receipt } from '@cellbridge/db-api';
import { countMemberRows, findMovedContent, type MovedContent } from '@cellbridge/db-cell';
import { digestOf, isSameContent } from '../instance-groups/digest.js';
import { cutByRows } from './cut-by-rows.js';
import type { CellScope } from './pass.js';

/** Which row of the cell moved, and the digest that it had. */
export type Moved = Pick<Receipt, 'groupUuid' | 'cellGroupId' | 'lastMemberId' | 'digest'>;

/**
 * Gives items together with what the cell's rows say that moved, part by part, so that a part fits
 * into memory. Shadow tables have no index on `group_id`: only what is not whole without them is
 * looked for there.
 */
export async function* withMoved<Item>(
  scope: CellScope,
  items: readonly Item[],
  movedOf: (item: Item) => Moved,
): AsyncGenerator<[item: Item, moved: MovedContent | undefined], void, undefined> {
  const hasArchive = items.length > 0 && (await scope.hasArchive());
  const left: Item[] = [];
  for await (const [item, moved] of readMoved(scope, items, movedOf, { withArchive: false })) {
    const isWhole = moved && isSameContent(digestOf(moved), movedOf(item).digest);
    if (isWhole || !hasArchive) yield [item, moved];
    else left.push(item);
  }
  yield* readMoved(scope, left, movedOf, { withArchive: true });
}

async function* readMoved<Item>(
  { cell }: CellScope,
  items: readonly Item[],
  movedOf: (item: Item) => Moved,
  options: { withArchive: boolean },
): AsyncGenerator<[item: Item, moved: MovedContent | undefined], void, undefined> {
  if (items.length === 0) return;
  const idOf = (item: Item) => movedOf(item).cellGroupId;
  const ids = items.map(idOf);
  const counts = await cell.examine((reader) => countMemberRows(reader, ids, options));
  for (const part of cutByRows(items, (item) => counts.get(idOf(item)) ?? 0)) {
    const found = await cell.examine((reader) => findMovedContent(reader, part.map(idOf), options));
    for (const item of part) yield [item, pick(found, movedOf(item))];
  }
}

/** Of rows that bear an id one after the other, the one of this uuid; without members that came later. */
function pick(
  found: readonly MovedContent[],
  { groupUuid, cellGroupId, lastMemberId }: Moved,
): MovedContent | undefined {
  const content = found.find(({ id, uuid }) => id === cellGroupId && uuid === groupUuid);
  if (!content) return undefined;
  return { ...content, members: content.members.filter(({ id }) => id <= lastMemberId) };
}
