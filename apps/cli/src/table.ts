import Table from 'cli-table3';
import stringWidth from 'string-width';
import wrapAnsi from 'wrap-ansi';
import { fitColumns } from './fit-columns.js';
import type { Drawing } from './terminal.js';

/** The titles and texts of a table; a text may have several lines. */
export interface TableContent {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** What a table or a record is made for. */
export interface TableStyle {
  /** In characters. */
  readonly width: number;
  /** How a title is shown. */
  readonly title: (text: string) => string;
}

/** The space between two columns without a frame. */
const GAP = '  ';

/** The width of a frame for each column; one more at the end. */
const FRAME_CHARACTERS = 3;

/** Aligns the columns, without a frame and without wrapping. */
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
 * A table wrapped at words to fit into `width` characters: with a frame if that fits, else without. If the
 * longest words do not fit beside each other, each row becomes a record.
 */
export function fittedTable(
  { head, rows }: TableContent,
  { width, title, frame }: TableStyle & Pick<Drawing, 'frame'>,
): string {
  const wrapped = (widths: readonly number[]): TableContent => {
    const wrapAll = (texts: readonly string[]) =>
      texts.map((text, column) => wrap(text, widths[column] ?? width));
    const titles = wrapAll(head).map((text) => text.split('\n').map(title).join('\n'));
    return { head: titles, rows: rows.map(wrapAll) };
  };
  const framed = fitColumns([head, ...rows], width - FRAME_CHARACTERS * head.length - 1);
  if (framed) return framedTable(wrapped(framed), frame);
  const bare = fitColumns([head, ...rows], width - GAP.length * (head.length - 1));
  if (bare) return alignedTable(wrapped(bare));
  return `${records({ head, rows }, { width, title })}\n`;
}

function framedTable({ head, rows }: TableContent, chars: Drawing['frame']): string {
  // The library's own colours ask the process, not the output stream.
  const table = new Table({ head: [...head], chars, style: { head: [], border: [] } });
  table.push(...rows.map((row) => [...row]));
  return table.toString();
}

/** A line for each field of a row, wrapped if it is long; an empty line between rows. */
export function records({ head, rows }: TableContent, { width, title }: TableStyle): string {
  const indent = Math.max(...head.map((text) => stringWidth(text))) + 2;
  const lineUp = (text: string) => text + ' '.repeat(indent - stringWidth(text));
  const field = (name: string, text: string) => {
    const lines = wrap(text, Math.max(width - indent, 1)).split('\n');
    // A list may have empty lines to align it with another list.
    const [first = '', ...others] = lines.filter((line) => line !== '');
    return [title(lineUp(name)) + first, ...others.map((line) => lineUp('') + line)].join('\n');
  };
  const record = (row: readonly string[]) =>
    head.map((name, column) => field(name, row[column] ?? '')).join('\n');
  return rows.map(record).join('\n\n');
}

/** Wraps at words; breaks a word that is longer than a line. */
function wrap(text: string, width: number): string {
  if (!Number.isFinite(width)) return text;
  return wrapAnsi(text, width, { hard: true });
}
