import type { ReportedQuarantined } from '@cellbridge/migrator';
import { type Html, html } from '../html/html.js';
import { bothSides } from './both-sides.js';
import { prose } from './prose.js';

/**
 * A group in quarantine: both sides of it, or what keeps them from being shown.
 *
 * @param mostMembers how many members show. Default: as {@link bothSides}.
 */
export function quarantinedGroup(
  { entry, description, obstacle }: ReportedQuarantined,
  mostMembers?: number,
): Html {
  if (description) return bothSides(description, mostMembers);
  return html`<p>${entry.reason}: ${prose(entry.details)}</p>
${obstacle === null ? '' : html`<p>The two sides are not shown. ${prose(obstacle)}</p>`}`;
}
