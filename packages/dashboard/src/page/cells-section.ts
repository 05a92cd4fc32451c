import type { CellStatus, StatusDocument } from '@cellbridge/migrator';
import { cellsTable } from '../components/cells-table.js';
import { section } from '../components/section.js';
import { stateBadge } from '../components/state-badge.js';
import type { RateSample } from '../feed/rate-history.js';
import type { CellRate } from '../feed/rates-by-cell.js';
import { counted, wholeNumber } from '../format/number.js';
import { type Html, html } from '../html/html.js';
import { type CellFilter, countByState, filterCells } from './cell-filter.js';
import type { Links } from './links.js';
import { sparkLine } from './spark-line.js';

/** How many cells a table has rows for. */
const MOST_ROWS = 1_000;

/** From how many cells on they can be filtered. */
const FEW_CELLS = 8;

/** The cells in the order that they come in, as far as the filter lets them through. */
export function cellsSection(
  status: StatusDocument,
  {
    filter,
    samples,
    rates,
    links,
  }: {
    readonly filter: CellFilter;
    readonly samples: readonly RateSample[];
    readonly rates: ReadonlyMap<string, readonly CellRate[]>;
    readonly links: Links;
  },
): Html {
  const { cells } = status;
  const period = { from: samples[0]?.at ?? 0, to: samples.at(-1)?.at ?? 0 };
  const found = filterCells(cells, filter);
  const shown = found.slice(0, MOST_ROWS);
  return section(
    'cells',
    'Cells',
    cells.length > FEW_CELLS || isFiltering(filter) ? filterForm(cells, filter, links) : '',
    shown.length > 0
      ? cellsTable({ ...status, cells: shown }, ({ uuid }) =>
          sparkLine(rates.get(uuid) ?? [], period),
        )
      : html`<p>${cells.length === 0 ? 'There are none.' : 'No cell is like that.'}</p>`,
    found.length > shown.length
      ? html`<p>${counted(found.length - shown.length, 'more cell')} not shown: filter them.</p>`
      : '',
  );
}

function isFiltering({ text, state }: CellFilter): boolean {
  return text !== '' || state !== '';
}

/** How many cells are in each state, which leads to them, and a field for a part of a name. */
function filterForm(cells: readonly CellStatus[], filter: CellFilter, links: Links): Html {
  const states = [...countByState(cells)].map(([state, count]) => {
    const isChosen = state === filter.state;
    return html`<li><a href="${links.cells({ ...filter, state: isChosen ? '' : state })}"${isChosen ? html` aria-current="true"` : ''}>${stateBadge(state)} ${wholeNumber(count)}</a></li>`;
  });
  return html`<ul class="states" aria-label="Cells by state">${states}</ul>
<form class="filter" id="filter" action="${links.overview}#cells" method="get">
${filter.state === '' ? '' : html`<input type="hidden" name="state" value="${filter.state}">`}
<label for="filter-cell">Name or uuid</label>
<input id="filter-cell" name="cell" type="search" value="${filter.text}" maxlength="255" autocomplete="off" spellcheck="false">
<button type="submit">Filter</button>
${isFiltering(filter) ? html`<a href="${links.cells({ text: '', state: '' })}">Show all ${wholeNumber(cells.length)}</a>` : ''}
</form>`;
}
