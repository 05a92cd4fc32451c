import type { ReportedQuarantine, ReportedQuarantined } from '@cellbridge/migrator';
import { cellLabel } from '@cellbridge/objects';
import { bothSides } from '../components/both-sides.js';
import { folded } from '../components/folded.js';
import { table } from '../components/table.js';
import { counted, wholeNumber } from '../format/number.js';
import { type Html, html } from '../html/html.js';

/** How many rows the table of counts has. */
const MOST_COUNTS = 100;

/** How many members of each group show. */
const MOST_MEMBERS = 20;

/** What could not move: counted, and both sides of the oldest groups. */
export function quarantineSection({ open, counts, groups }: ReportedQuarantine): Html {
  if (open === 0) return html`<p class="good">The quarantine is empty.</p>`;
  const more = open - groups.length;
  return html`${table({
    id: 'quarantine-counts',
    caption: counted(open, 'group that could not move', 'groups that could not move'),
    columns: [{ title: 'Cell' }, { title: 'Reason' }, { title: 'Groups', isNumber: true }],
    rows: counts
      .slice(0, MOST_COUNTS)
      .map(({ cellUuid, cellName, reason, groups: count }) => [
        cellLabel({ uuid: cellUuid, name: cellName }),
        reason,
        wholeNumber(count),
      ]),
  })}
${counts.length > MOST_COUNTS ? html`<p>${counted(counts.length - MOST_COUNTS, 'more row')} not shown.</p>` : ''}
<h3>Both sides of each group</h3>
${groups.map(describe)}
${more > 0 ? html`<p>${counted(more, 'more group')} not described: “cellbridge quarantine list” lists them.</p>` : ''}`;
}

function describe({ entry, description, obstacle }: ReportedQuarantined): Html {
  const { id, groupUuid, reason, details } = entry;
  const name = description?.cell?.name ?? description?.api?.name ?? null;
  const summary = html`<code>${groupUuid}</code>${name === null ? '' : ` ${name}`} (${reason})`;
  const content = description
    ? bothSides(description, MOST_MEMBERS)
    : html`<p>${reason}: ${details}</p>
${obstacle === null ? '' : html`<p>The two sides are not shown. ${obstacle}</p>`}`;
  return folded(`group-${id}`, summary, content);
}
