import Table from 'cli-table3';
import stringWidth from 'string-width';
import wrapAnsi from 'wrap-ansi';
import { fitColumns } from './fit-columns.js';

/** The titles and texts of a table; a text may have several lines. */
export interface TableContent {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

type Style = (text: string) => string;

/** What stands between two columns without a frame. */
const GAP = '  ';

/** How many characters a frame takes for each column, and one at its end. */
const FRAME = 3;

/** Lines up the columns without a frame, each text as it is. */
export function alignedTable({ head, rows }: TableContent): string {
  const table = new Table({
    head: [...head],
    chars: {
      ...{ top: '', 'top-mid': '', 'top-left': '', 'top-right': '' },
      ...{ bottom: '', 'bottom-mid': '', 'bottom-left': '', 'bottom-right': '' },
      ...{ left: '', 'left-mid': '', mid: '', 'mid-mid': '', right: '', 'right-mid': '' },
      middle: GAP,
    },
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
  });
  table.push(...rows.map((row) => [...row]));
  return table.toString();
}

/**
 * A table that fits into `width` characters, its texts wrapped at words: framed, or without a frame where it
 * is too wide with one. Where not even the longest words fit beside each other, each row becomes lines of a
 * title and a text.
 */
export function fittedTable(
  { head, rows }: TableContent,
  { width, title }: { width: number; title: Style },
): string {
  const wrapped = (widths: readonly number[]): TableContent => {
    const wrapAll = (texts: readonly string[]) =>
      texts.map((text, column) => wrap(text, widths[column] ?? width));
    const titles = wrapAll(head).map((text) => text.split('\n').map(title).join('\n'));
    return { head: titles, rows: rows.map(wrapAll) };
  };
  const framed = fitColumns([head, ...rows], width - FRAME * head.length - 1);
  if (framed) return framedTable(wrapped(framed));
  const bare = fitColumns([head, ...rows], width - GAP.length * (head.length - 1));
  if (bare) return alignedTable(wrapped(bare));
  return `${records({ head, rows }, { width, title })}\n`;
}

function framedTable({ head, rows }: TableContent): string {
  // The table's own colours look at the process, not at the stream that is written to.
  const table = new Table({ head: [...head], style: { head: [], border: [] } });
  table.push(...rows.map((row) => [...row]));
  return table.toString();
}

/** A line for each field of a row, more where it is long; an empty one between two rows. */
export function records(
  { head, rows }: TableContent,
  { width, title }: { width: number; title: Style },
): string {
  const indent = Math.max(...head.map((text) => stringWidth(text))) + 2;
  const lineUp = (text: string) => text + ' '.repeat(indent - stringWidth(text));
  const field = (name: string, text: string) => {
    const lines = wrap(text, Math.max(width - indent, 1)).split('\n');
    // Where a list leaves lines out so that it stands beside another one.
    const [first = '', ...others] = lines.filter((line) => line !== '');
    return [title(lineUp(name)) + first, ...others.map((line) => lineUp('') + line)].join('\n');
  };
  const record = (row: readonly string[]) =>
    head.map((name, column) => field(name, row[column] ?? '')).join('\n');
  return rows.map(record).join('\n\n');
}

/** At words; a word that is longer than a line is broken. */
function wrap(text: string, width: number): string {
  if (!Number.isFinite(width)) return text;
  return wrapAnsi(text, width, { hard: true });
}
