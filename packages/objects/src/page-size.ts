import type { GroupFields } from './group-fields.js';

/** About how many policy and member rows a page holds. */
const ROWS_PER_PAGE = 10_000;

/** How many groups the first page holds, before their sizes are known. */
const FIRST_PAGE_GROUPS = 4;

/** The maximum growth from one page to the next, as a factor. */
const PAGE_GROWTH_FACTOR = 4;

/** Returns how many groups to ask for in the first page, at most `largest`. */
export function firstPageSize(largest: number): number {
  return Math.min(FIRST_PAGE_GROUPS, largest);
}

/**
 * Returns how many groups to ask for in the page after one of `limit`: as many as have about
 * {@link ROWS_PER_PAGE} rows if they are like those of that page, between 1 and `largest`.
 */
export function nextPageSize(
  page: readonly Pick<GroupFields, 'policies' | 'members'>[],
  limit: number,
  largest: number,
): number {
  const rows = page.reduce(
    (sum, { policies, members }) => sum + policies.length + members.length,
    0,
  );
  const fitting = Math.floor((ROWS_PER_PAGE * page.length) / Math.max(rows, 1));
  return Math.max(1, Math.min(fitting, limit * PAGE_GROWTH_FACTOR, largest));
}
