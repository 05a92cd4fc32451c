import type { ReportedQuarantine, ReportedQuarantined } from '@cellbridge/migrator';
import { cellName } from '../components/cell-name.js';
import { folded } from '../components/folded.js';
import { quarantinedGroup } from '../components/quarantined-group.js';
import { table } from '../components/table.js';
import { counted, wholeNumber } from '../format/number.js';
import { type Html, html } from '../html/html.js';

/** How many rows the table of counts has. */
const MOST_COUNTS = 100;

/** How many members of each group show. */
const MOST_MEMBERS = 20;

/** How many bytes of HTML describe groups: their texts may be long. */
const MOST_BYTES = 128 * 1024;

/** What could not move: counted, and both sides of the oldest groups. */
export function quarantineSection({ open, counts, groups }: ReportedQuarantine): Html {
  if (open === 0) return html`<p class="good">The quarantine is empty.</p>`;
  const described = withinBytes(groups.map(describe), MOST_BYTES);
  const more = open - described.length;
  return html`${table({
    id: 'quarantine-counts',
    caption: counted(open, 'group that could not move', 'groups that could not move'),
    columns: [{ title: 'Cell' }, { title: 'Reason' }, { title: 'Groups', isNumber: true }],
    rows: counts
      .slice(0, MOST_COUNTS)
      .map(({ cellUuid, cellName: name, reason, groups: count }) => [
        cellName({ uuid: cellUuid, name }),
        reason,
        wholeNumber(count),
      ]),
  })}
${counts.length > MOST_COUNTS ? html`<p>${counted(counts.length - MOST_COUNTS, 'more row')} not shown.</p>` : ''}
<h3>Both sides of each group</h3>
${described}
${more > 0 ? html`<p>${counted(more, 'more group')} not described: “cellbridge quarantine list” lists them.</p>` : ''}`;
}

/** As many pieces of HTML, from the first on, as fit into a number of bytes. */
function withinBytes(pieces: readonly Html[], most: number): Html[] {
  let bytes = 0;
  const beyond = pieces.findIndex((piece) => {
    bytes += Buffer.byteLength(piece.toString());
    return bytes > most;
  });
  return pieces.slice(0, beyond === -1 ? pieces.length : beyond);
}

function describe(group: ReportedQuarantined): Html {
  const { entry, description } = group;
  const name = description?.cell?.name ?? description?.api?.name ?? null;
  const summary = html`<code>${entry.groupUuid}</code>${name === null ? '' : ` ${name}`} (${entry.reason})`;
  return folded(`group-${entry.id}`, summary, quarantinedGroup(group, MOST_MEMBERS));
}
