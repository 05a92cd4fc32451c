import { describeLastRun, describeOneSidedGroups, type StatusDocument } from '@cellbridge/migrator';
import { counted } from '../format/number.js';
import { type Html, html } from '../html/html.js';
import { prose } from './prose.js';
import { withCommands } from './with-commands.js';

/** How many things are listed at most. */
const MOST_NOTES = 50;

/** What the tables do not say of the cells, as `cellbridge status` prints it: with what runs have failed, for one. */
export function notes({ cells, left }: Pick<StatusDocument, 'cells' | 'left'>): Html {
  // What makes a cell unavailable is said where it is what is left to do.
  const said = new Set(left.map(({ message }) => message));
  const lines = [
    ...cells.flatMap((cell) => describeLastRun(cell, cells, cells)),
    ...describeOneSidedGroups(cells),
  ];
  const told = lines.filter((line) => !said.has(line));
  if (told.length === 0) return html``;
  const others = told.length - MOST_NOTES;
  return html`<ul class="notes">
${told.slice(0, MOST_NOTES).map((line) => html`<li>${withCommands(prose(line))}</li>\n`)}</ul>
${others > 0 ? html`<p>${counted(others, 'more note')} not listed: “cellbridge status” lists all.</p>` : ''}`;
}
