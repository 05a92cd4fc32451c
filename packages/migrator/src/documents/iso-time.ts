import { toIso } from '@cellbridge/objects';

/** A time stamp of Cellbridge's own tables as ISO 8601; unchanged where somebody has put something else there. */
export function isoTime(stamp: string): string {
  return toIso(stamp) ?? stamp;
}
