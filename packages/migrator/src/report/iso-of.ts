/** A time in seconds since 1970 as ISO 8601, UTC, with six decimals, as other documents have it. */
export function isoOf(seconds: number): string {
  return `${new Date(seconds * 1_000).toISOString().slice(0, -1)}000Z`;
}
