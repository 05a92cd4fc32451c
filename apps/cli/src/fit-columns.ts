import stringWidth from 'string-width';

/** A word that is longer may be broken, so that one long name does not cost all of a table its columns. */
const LONGEST_WORD = 40;

/**
 * How wide the columns of a table are, so that its rows fit into `available`: as wide as their texts, the
 * widest ones cut first, and none narrower than its longest word.
 *
 * @param rows the texts of each row, the head among them; a text may have several lines.
 * @returns `undefined` where words would have to be broken.
 */
export function fitColumns(
  rows: readonly (readonly string[])[],
  available: number,
): number[] | undefined {
  const widest = (column: number, separator: RegExp) =>
    rows.reduce((width, row) => {
      const parts = (row[column] ?? '').split(separator);
      return Math.max(width, ...parts.map((part) => stringWidth(part)));
    }, 0);
  const columns = [...(rows[0] ?? []).keys()];
  const least = columns.map((column) => Math.min(widest(column, /\s+/), LONGEST_WORD));
  if (sum(least) > available) return undefined;
  const widths = columns.map((column) => Math.min(widest(column, /\n/), available));
  while (sum(widths) > available) {
    // One that is as narrow as its longest word is cut no further.
    const [next] = columns
      .filter((column) => (widths[column] ?? 0) > (least[column] ?? 0))
      .sort((left, right) => (widths[right] ?? 0) - (widths[left] ?? 0));
    if (next === undefined) break;
    widths[next] = (widths[next] ?? 0) - 1;
  }
  return widths;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
