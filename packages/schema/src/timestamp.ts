/** Date, time, fraction and offset, as databases and tools write them. */
const WRITTEN =
  /^(\d{4,}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(?:\.(\d{1,6})\d*)?(?:Z|([+-])(\d\d)(?::?([0-5]\d))?)?$/;

/** The only form of a timestamp in rows. */
const NORMAL =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]) (?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{6}$/;

/** Seconds since 1970, from September 2001 to the end of the century: only these numbers count as such a time. */
const FIRST_EPOCH_SECONDS = 1_000_000_000;
const LAST_EPOCH_SECONDS = 4_102_444_800;

/** Julian days from 2000 to the end of the century, and the one on which 1970 began. */
const FIRST_JULIAN_DAY = 2_451_544.5;
const LAST_JULIAN_DAY = 2_488_069.5;
const JULIAN_DAY_OF_1970 = 2_440_587.5;

/**
 * Returns a timestamp in the only form in rows: `YYYY-MM-DD HH:MM:SS.ffffff`, UTC, always six decimals, as Nova
 * writes it to SQLite. PostgreSQL omits trailing zeros, other tools write a `T` or an offset.
 *
 * SQLite also keeps numbers in such a column. Two of its three ways to store a time are as certain as text:
 * seconds since 1970, and Julian days with a fraction, which have milliseconds. Anything else (a word, a year,
 * milliseconds, a time before or after this age) is returned unchanged as text, and {@link isTimestamp} returns
 * false for it.
 */
export function normalizeTimestamp(stored: string | number): string {
  if (typeof stored === 'number') return fromNumber(stored);
  if (stored.length === 26 && stored[10] === ' ') return stored;
  const match = WRITTEN.exec(stored);
  if (!match) return stored;
  const [, date, time, fraction = '', sign, hours, minutes = '0'] = match;
  const normal = `${date} ${time}.${fraction.padEnd(6, '0')}`;
  const offset = Number(hours ?? 0) * 60 + Number(minutes);
  return offset === 0 ? normal : (shifted(normal, sign === '+' ? -offset : offset) ?? stored);
}

/** Returns whether a timestamp has the form of rows; otherwise its time is unknown. */
export function isTimestamp(text: string): boolean {
  if (!NORMAL.test(text)) return false;
  const day = Number(text.slice(8, 10));
  // A month may lack a day only after the 28th.
  return day <= 28 || new Date(`${text.slice(0, 10)}T00:00:00Z`).getUTCDate() === day;
}

/**
 * Returns the current time, or `offset` milliseconds later, as Nova stores it: `YYYY-MM-DD HH:MM:SS.ffffff`,
 * UTC.
 */
export function now(offset = 0): string {
  return `${new Date(Date.now() + offset).toISOString().slice(0, -1).replace('T', ' ')}000`;
}

/**
 * Returns a timestamp as ISO 8601 in UTC with six decimals: `YYYY-MM-DDTHH:MM:SS.ffffffZ`; `null` for none, and
 * for a value that is no timestamp, such as `infinity`.
 */
export function toIso(timestamp: string | null): string | null {
  return timestamp !== null && isTimestamp(timestamp) ? `${timestamp.replace(' ', 'T')}Z` : null;
}

/**
 * Returns the seconds from one timestamp to another, 0 if that is earlier. An unreadable time counts as long
 * ago.
 */
export function secondsBetween(from: string | null, to: string): number {
  const [start = 0, end = 0] = [from, to].map((text) => {
    const timestamp = normalizeTimestamp(text ?? '');
    return isTimestamp(timestamp) ? Date.parse(`${timestamp.replace(' ', 'T')}Z`) : 0;
  });
  return Math.max(0, (end - start) / 1_000);
}

/** Returns a time in the normal form, so many minutes later; `undefined` if it is no timestamp. */
function shifted(normal: string, minutes: number): string | undefined {
  if (!isTimestamp(normal)) return undefined;
  const milliseconds = Date.parse(`${normal.slice(0, 19).replace(' ', 'T')}Z`) + minutes * 60_000;
  return `${secondsOf(milliseconds)}${normal.slice(19)}`;
}

function fromNumber(stored: number): string {
  if (stored >= FIRST_EPOCH_SECONDS && stored < LAST_EPOCH_SECONDS) {
    const microseconds = Math.round(stored * 1_000_000);
    const fraction = String(microseconds % 1_000_000).padStart(6, '0');
    return `${secondsOf(Math.floor(microseconds / 1_000))}.${fraction}`;
  }
  const isDay = stored >= FIRST_JULIAN_DAY && stored < LAST_JULIAN_DAY;
  if (!isDay || Number.isInteger(stored)) return String(stored);
  const milliseconds = Math.round((stored - JULIAN_DAY_OF_1970) * 86_400_000);
  return `${new Date(milliseconds).toISOString().slice(0, 23).replace('T', ' ')}000`;
}

function secondsOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 19).replace('T', ' ');
}
