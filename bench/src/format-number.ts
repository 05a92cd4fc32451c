/** A figure as people read it, with no more digits than mean something: `5,684`, `15.6`, `2.31`. */
export function formatNumber(value: number): string {
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return value.toLocaleString('en', {
    maximumFractionDigits: Number.isInteger(value) ? 0 : digits,
  });
}
