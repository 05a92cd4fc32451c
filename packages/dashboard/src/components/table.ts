import { type Html, type HtmlValue, html } from '../html/html.js';

/** A column of a table. */
export interface Column {
  readonly title: string;
  /** Whether it holds numbers, which stand to the right. Default: false. */
  readonly isNumber?: boolean;
  /** Whether it holds sentences, which need some width. Default: false. */
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

/** A table with a caption. One that is wider than the screen scrolls by itself, with the keyboard too. */
export function table({ id, caption, columns, rows, rowIds, total }: Table): Html {
  const row = (cells: readonly HtmlValue[], rowId?: string) =>
    html`<tr${rowId === undefined ? '' : html` id="${rowId}"`}>${cells.map((cell, index) => {
      const kind = classOf(columns[index]);
      return index === 0
        ? html`<th scope="row"${kind}>${cell}</th>`
        : html`<td${kind}>${cell}</td>`;
    })}</tr>
`;
  return html`<div class="scroll" tabindex="0" role="region" aria-labelledby="${id}">
<table>
<caption id="${id}">${caption}</caption>
<thead><tr>${columns.map((column) => {
    return html`<th scope="col"${classOf(column)}>${column.title}</th>`;
  })}</tr></thead>
<tbody${rowIds ? html` data-keyed` : ''}>
${rows.map((cells, index) => row(cells, rowIds?.[index]))}</tbody>
${total ? html`<tfoot>${row(total)}</tfoot>` : ''}
</table>
</div>`;
}

function classOf(column: Column | undefined): HtmlValue {
  if (column?.isNumber) return html` class="number"`;
  return column?.isProse ? html` class="prose"` : null;
}
