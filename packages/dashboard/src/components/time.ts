import { UNKNOWN } from '../format/number.js';
import { type Html, html } from '../html/html.js';

/** A time to the second, in UTC: of a database (`2026-11-30 09:05:01.000000`) or in ISO 8601. Lines break before the clock. */
export function time(stamp: string | null): Html {
  if (stamp === null) return html`${UNKNOWN}`;
  const [day, clock] = [stamp.slice(0, 10), stamp.slice(11, 19)];
  return html`<time datetime="${`${day}T${clock}Z`}">${day} ${clock}&nbsp;UTC</time>`;
}
