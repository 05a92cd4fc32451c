import { UNKNOWN } from '../format/number.js';
import { type Html, html } from '../html/html.js';

/** How a time begins: of a database (`2026-11-30 09:05:01.000000`), or in ISO 8601. */
const WRITTEN = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)/;

/** A time to the second, in UTC; what is none shows as it is. Lines break before the clock. */
export function time(stamp: string | null): Html {
  if (stamp === null) return html`${UNKNOWN}`;
  const [, day, clock] = WRITTEN.exec(stamp) ?? [];
  if (day === undefined || clock === undefined) return html`${stamp}`;
  return html`<time datetime="${`${day}T${clock}Z`}">${day} ${clock}&nbsp;UTC</time>`;
}
