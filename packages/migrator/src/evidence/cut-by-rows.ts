/** How many member rows are held at a time, on each side. */
const MAX_PART_ROWS = 10_000;

/**
 * Cuts a list into parts of `maxRows` rows at most: each item has one, and as many as `countOf` says. An item that
 * has more is a part by itself.
 */
export function cutByRows<T>(
  items: readonly T[],
  countOf: (item: T) => number,
  maxRows = MAX_PART_ROWS,
): T[][] {
  const parts: T[][] = [];
  let rows = 0;
  for (const item of items) {
    const count = 1 + countOf(item);
    const last = parts.at(-1);
    if (last && rows + count <= maxRows) {
      last.push(item);
      rows += count;
    } else {
      parts.push([item]);
      rows = count;
    }
  }
  return parts;
}
