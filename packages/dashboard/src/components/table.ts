import { type Html, type HtmlValue, html } from '../html/html.js';
import { prose } from './prose.js';

/** A column of a table. */
interface Column {
  readonly title: string;
  /** Whether it holds numbers, which stand to the right. Default: false. */
  readonly isNumber?: boolean;
  /** Whether it holds sentences, which need some width, and are cut where they are too long. Default: false. */
  readonly isProse?: boolean;
}

/** A table: its first column names the rows. */
export interface Table {
  /** Sets apart the tables of a page; letters, digits and hyphens. */
  readonly id: string;
  readonly caption: HtmlValue;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly HtmlValue[])[];
  /** An id for each row: on a live page it stays the same row wherever it stands. Default: rows are told apart by their order. */
  readonly rowIds?: readonly string[] | undefined;
  /** The last row, if it sums up the others. */
  readonly total?: readonly HtmlValue[] | undefined;
}

/** How many columns a table has that need not be as wide as the page. */
const FEW_COLUMNS = 3;

/**
 * A table with a caption. One that is wider than the screen scrolls by itself, with the keyboard too. One with sentences becomes
 * a list on a phone, and the roles keep it a table for screen readers.
 */
export function table({ id, caption, columns, rows, rowIds, total }: Table): Html {
  const isStacked = columns.some(({ isProse }) => isProse);
  const role = (name: string): HtmlValue => (isStacked ? html` role="${name}"` : null);
  const row = (cells: readonly HtmlValue[], rowId?: string) =>
    html`<tr${role('row')}${rowId === undefined ? '' : html` id="${rowId}"`}>${cells.map(
      (cell, index) => {
        const column = columns[index];
        const kind = classOf(column);
        const title = isStacked ? html` data-title="${column?.title ?? ''}"` : null;
        return index === 0
          ? html`<th scope="row"${role('rowheader')}${kind}>${cell}</th>`
          : html`<td${role('cell')}${kind}${title}>${typeof cell === 'string' && column?.isProse ? prose(cell) : cell}</td>`;
      },
    )}</tr>
`;
  return html`<div class="scroll" tabindex="0" role="region" aria-labelledby="${id}">
<table${shapeOf(columns)}${role('table')}>
<caption id="${id}">${caption}</caption>
<thead${role('rowgroup')}><tr${role('row')}>${columns.map((column) => {
    return html`<th scope="col"${role('columnheader')}${classOf(column)}>${column.title}</th>`;
  })}</tr></thead>
<tbody${role('rowgroup')}${rowIds ? html` data-keyed` : ''}>
${rows.map((cells, index) => row(cells, rowIds?.[index]))}</tbody>
${total ? html`<tfoot${role('rowgroup')}>${row(total)}</tfoot>` : ''}
</table>
</div>`;
}

function shapeOf(columns: readonly Column[]): HtmlValue {
  if (columns.some(({ isProse }) => isProse)) return html` class="stacked"`;
  return columns.length <= FEW_COLUMNS ? html` class="narrow"` : null;
}

function classOf(column: Column | undefined): HtmlValue {
  if (column?.isNumber) return html` class="number"`;
  return column?.isProse ? html` class="prose"` : null;
}
