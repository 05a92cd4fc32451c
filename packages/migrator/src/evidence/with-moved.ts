import type { Receipt } from '@cellbridge/db-api';
import { countMemberRows, findMovedContent, type MovedContent } from '@cellbridge/db-cell';
import type { Cell, Deployment } from '@cellbridge/objects';
import { asKept } from '../instance-groups/as-kept.js';
import {
  digestOf,
  firstDigestOf,
  isFirstDigest,
  isSameContent,
} from '../instance-groups/digest.js';
import { cutByRows } from './cut-by-rows.js';

/** Which row of the cell moved, and the digest that it had. */
export type Moved = Pick<Receipt, 'groupUuid' | 'cellGroupId' | 'lastMemberId' | 'digest'>;

/** No member row came later: without a receipt, nothing says which was the last that moved. */
export const NO_LATER_MEMBER = Number.MAX_SAFE_INTEGER;

/** An item, and what the cell's rows say that moved, {@link asKept}; `undefined` where they are gone. */
export type WithMoved<Item> = readonly [item: Item, moved: MovedContent | undefined];

/** A cell whose rows are read, soft-deleted ones too. */
export interface Source {
  readonly cell: Cell;
  readonly deployment: Deployment;
  /** Whether the cell has Nova's shadow tables. */
  readonly hasArchive: () => Promise<boolean>;
}

/**
 * Gives items together with what the cell's rows say that moved, in parts that fit into memory. Shadow
 * tables have no index on `group_id`: only what is not whole without them is looked for there.
 */
export async function* inParts<Item>(
  source: Source,
  items: readonly Item[],
  movedOf: (item: Item) => Moved,
): AsyncGenerator<WithMoved<Item>[], void, undefined> {
  const hasArchive = items.length > 0 && (await source.hasArchive());
  const left: Item[] = [];
  for await (const part of readParts(source, items, movedOf, { withArchive: false })) {
    const whole = part.filter(
      ([item, moved]) => !hasArchive || (moved && isWhole(moved, movedOf(item).digest)),
    );
    if (whole.length > 0) yield whole;
    const found = new Set(whole.map(([item]) => item));
    left.push(...part.map(([item]) => item).filter((item) => !found.has(item)));
  }
  yield* readParts(source, left, movedOf, { withArchive: true });
}

/** The same, one by one. */
export async function* withMoved<Item>(
  source: Source,
  items: readonly Item[],
  movedOf: (item: Item) => Moved,
): AsyncGenerator<WithMoved<Item>, void, undefined> {
  for await (const part of inParts(source, items, movedOf)) yield* part;
}

async function* readParts<Item>(
  { cell, deployment: { api } }: Source,
  items: readonly Item[],
  movedOf: (item: Item) => Moved,
  options: { withArchive: boolean },
): AsyncGenerator<WithMoved<Item>[], void, undefined> {
  if (items.length === 0) return;
  const idOf = (item: Item) => movedOf(item).cellGroupId;
  const ids = items.map(idOf);
  const counts = await cell.snapshot((reader) => countMemberRows(reader, ids, options));
  for (const part of cutByRows(items, (item) => counts.get(idOf(item)) ?? 0)) {
    const found = await cell.snapshot((reader) =>
      findMovedContent(reader, part.map(idOf), options),
    );
    const kept = found.map((row) => asKept(api, row));
    yield part.map((item) => [item, pick(kept, movedOf(item))] as const);
  }
}

/**
 * Of rows that had the same id one after the other, the one of this uuid that moved; without members that
 * came later. Where none is as it moved, one that is soft-deleted.
 */
function pick(
  found: readonly MovedContent[],
  { groupUuid, cellGroupId, lastMemberId, digest }: Moved,
): MovedContent | undefined {
  const rows = found
    .filter(({ id, uuid }) => id === cellGroupId && uuid === groupUuid)
    .map((row) => ({ ...row, members: row.members.filter(({ id }) => id <= lastMemberId) }));
  const ended = rows.filter(({ deletedAt }) => deletedAt !== null);
  return ended.find((row) => isWhole(row, digest)) ?? ended[0] ?? rows[0];
}

function isWhole(moved: MovedContent, digest: string): boolean {
  return isFirstDigest(digest)
    ? firstDigestOf(moved) === digest
    : isSameContent(digestOf(moved), digest);
}
