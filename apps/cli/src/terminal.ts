import type { Io, Stream } from './io.js';

type Environment = Io['environment'];

/** The characters that frames and bars are drawn with. */
export interface Drawing {
  /** By its place in a table, as cli-table3 names them. Default: lines of Unicode. */
  readonly frame: Readonly<Record<string, string>>;
  /** A part of a bar that is done, and one that is left. */
  readonly done: string;
  readonly left: string;
}

const UNICODE: Drawing = { frame: {}, done: '█', left: '░' };

const ASCII: Drawing = {
  frame: {
    ...{ top: '-', 'top-mid': '+', 'top-left': '+', 'top-right': '+' },
    ...{ bottom: '-', 'bottom-mid': '+', 'bottom-left': '+', 'bottom-right': '+' },
    ...{ mid: '-', 'mid-mid': '+', 'left-mid': '+', 'right-mid': '+' },
    ...{ left: '|', middle: '|', right: '|' },
  },
  done: '#',
  left: '-',
};

/**
 * What a terminal can show beyond ASCII, by its locale: as POSIX has it, the first of LC_ALL, LC_CTYPE and LANG that is not empty
 * counts, and without one there is only ASCII. All other text of the command is ASCII; names are printed as they are stored.
 */
export function drawingFor({ LC_ALL, LC_CTYPE, LANG }: Environment): Drawing {
  const locale = LC_ALL || LC_CTYPE || LANG || 'C';
  return /(^|\.)utf-?8(@|$)/i.test(locale) ? UNICODE : ASCII;
}

/**
 * A stream of the process, as the command uses it. The size is read each time, because a terminal may be resized. One that
 * cannot move its cursor (`TERM=dumb`) is written to as a pipe is.
 */
export function outputStream(stream: Stream, { TERM }: Environment): Stream {
  return {
    isTTY: stream.isTTY === true && TERM !== 'dumb',
    get columns() {
      return stream.columns;
    },
    get rows() {
      return stream.rows;
    },
    write: (text: string | Uint8Array) => stream.write(text),
  };
}
