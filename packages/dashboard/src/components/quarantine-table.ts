import type { QuarantineDocument } from '@cellbridge/migrator';
import { counted, wholeNumber } from '../format/number.js';
import { type Html, html } from '../html/html.js';
import { cellName, type NamedCell } from './cell-name.js';
import { table } from './table.js';
import { time } from './time.js';

/**
 * Entries of the quarantine, and why each group could not move.
 *
 * @param linkOf the address behind a group; default: none.
 */
export function quarantineTable(
  entries: readonly QuarantineDocument[],
  cells: readonly NamedCell[],
  linkOf?: (entry: QuarantineDocument) => string,
): Html {
  if (entries.length === 0) return html`<p class="good">The quarantine is empty.</p>`;
  const names = new Map(cells.map((cell) => [cell.uuid, cellName(cell)]));
  return table({
    id: 'quarantine-table',
    caption: counted(entries.length, 'group that could not move', 'groups that could not move'),
    columns: [
      { title: 'Group' },
      { title: 'Cell' },
      { title: 'Reason' },
      { title: 'Since' },
      { title: 'Tried', isNumber: true },
      { title: 'Details', isProse: true },
    ],
    rows: entries.map((entry) => {
      const { groupUuid, cellUuid, reason, createdAt, attempts, details, resolution } = entry;
      const name = html`<code>${groupUuid}</code>`;
      const end = resolution === null ? '' : ` Ended: ${resolution}, by ${entry.resolvedBy}.`;
      return [
        linkOf ? html`<a href="${linkOf(entry)}">${name}</a>` : name,
        names.get(cellUuid) ?? cellUuid,
        reason,
        time(createdAt),
        wholeNumber(attempts),
        `${details}${end}`,
      ];
    }),
  });
}
