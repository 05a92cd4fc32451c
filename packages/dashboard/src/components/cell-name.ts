import { cellLabel } from '@cellbridge/objects';
import { cutText } from '../html/cut-text.js';

/** How long a name may be: there may be 1,000 of them on a page, twice. */
const MOST_BYTES = 100;

/** What a table has to know of a cell to name it. */
export interface NamedCell {
  readonly uuid: string;
  readonly name: string | null;
}

/** What a cell is called on a page: its name, or its uuid where it has none. */
export function cellName(cell: NamedCell): string {
  return cutText(cellLabel(cell), MOST_BYTES);
}
