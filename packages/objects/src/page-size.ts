import type { GroupFields } from './group-fields.js';

/** About how many policy and member rows a page holds. */
const ROWS_PER_PAGE = 10_000;

/** How many groups the first page holds, of which nothing is known yet. */
const FIRST_PAGE = 4;

/** How many times as many groups a page may hold as the one before. */
const GROWTH = 4;

/** How many groups to ask for in the first page, `largest` at most. */
export function firstPageSize(largest: number): number {
  return Math.min(FIRST_PAGE, largest);
}

/**
 * How many groups to ask for in the page after one of `limit`: as many as have about
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
  return Math.max(1, Math.min(fitting, limit * GROWTH, largest));
}
