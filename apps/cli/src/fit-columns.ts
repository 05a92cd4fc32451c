import stringWidth from 'string-width';

/** A longer word may be broken, so that one long name does not turn a table into records. */
const LONGEST_WORD_CHARACTERS = 40;

/**
 * Finds the widths of columns so that the rows fit into `available` characters: as wide as their texts, the
 * widest reduced first, and none narrower than its longest word.
 *
 * @param rows the texts of each row, the head among them; a text may have several lines.
 * @returns `undefined` if words would have to be broken.
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
  const least = columns.map((column) => Math.min(widest(column, /\s+/), LONGEST_WORD_CHARACTERS));
  if (sum(least) > available) return undefined;
  const widths = columns.map((column) => Math.min(widest(column, /\n/), available));
  while (sum(widths) > available) {
    // A column is never narrower than its longest word.
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
