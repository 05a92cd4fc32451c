/**
 * The one form of a time stamp in rows: `YYYY-MM-DD HH:MM:SS.ffffff`, UTC, always six decimals, as
 * Nova writes it to SQLite. PostgreSQL leaves trailing zeros out, and other tools write a `T`.
 */
export function normalizeTimestamp(stored: string): string {
  if (stored.length === 26 && stored[10] === ' ') return stored;
  const [, date, time, fraction = ''] =
    /^(\d{4,}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(?:\.(\d{1,6})\d*)?(?:Z|\+00(?::?00)?)?$/.exec(
      stored,
    ) ?? [];
  if (date === undefined || time === undefined) return stored;
  return `${date} ${time}.${fraction.padEnd(6, '0')}`;
}
