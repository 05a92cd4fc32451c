import { scaleLinear, scaleUtc } from 'd3-scale';

/** A stretch of time, in milliseconds since 1970. */
export interface Period {
  readonly from: number;
  readonly to: number;
}

/** A label below the axis. */
interface TimeTick {
  /** In percent of the width. */
  readonly x: number;
  /** Which part of the label is at `x`: labels stay within the plot. */
  readonly anchor: 'start' | 'middle' | 'end';
  readonly clock: string;
  /** The day, where it is another one than that of the label before. */
  readonly day: string | null;
  /** Whether it fits on a wide screen only. */
  readonly isFine: boolean;
}

/** A time axis without the time in which nothing happened. */
export interface TimeAxis {
  readonly periods: readonly Period[];
  /** Where a time is, in percent of the width; a time that is cut out is where its cut begins. */
  position(at: number): number;
  /** Where time is cut out. */
  readonly cuts: readonly { readonly x: number; readonly width: number }[];
  readonly ticks: readonly TimeTick[];
}

/** The width of a cut, in percent. */
const CUT_WIDTH = 2;
/** All cuts together, at most. */
const MOST_CUT = 40;
/** The least share of the time that a period is drawn with: a run of seconds beside one of hours shows too. */
const LEAST_SHARE = 0.01;
/** How wide a label is with the room around it, in percent: on a phone, and on a wide screen. */
const LABEL_WIDTH = 17;
const FINE_LABEL_WIDTH = 7;
/** How many labels a whole axis has on a wide screen, about. */
const TICKS = 10;

/** Lays periods side by side, each as wide as it is long. They are in their order and do not overlap. */
export function timeAxis(periods: readonly Period[]): TimeAxis {
  const cutWidth = Math.min(CUT_WIDTH, MOST_CUT / Math.max(1, periods.length - 1));
  const room = 100 - cutWidth * (periods.length - 1);
  const shown = periods.reduce((sum, { from, to }) => sum + to - from, 0);
  const weights = periods.map(({ from, to }) => Math.max(to - from, shown * LEAST_SHARE, 1));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let x = 0;
  const parts = periods.map(({ from, to }, index) => {
    const width = ((weights[index] ?? 0) / total) * room;
    const start = x;
    x += width + cutWidth;
    const scale = scaleLinear([from, Math.max(to, from + 1)], [start, start + width]).clamp(true);
    return { from, to, width, end: start + width, scale };
  });
  const partOf = (at: number) => parts.findLast(({ from }) => from <= at) ?? parts[0];
  const position = (at: number) => partOf(at)?.scale(at) ?? 0;
  const cuts = parts.slice(0, -1).map(({ end }) => ({ x: end, width: cutWidth }));
  const starts = parts.map(({ from }) => from);
  const between = parts.flatMap(({ from, to, width }) =>
    scaleUtc()
      .domain([from, to])
      .ticks(Math.max(1, Math.round((width / 100) * TICKS)))
      .map(Number),
  );
  return { periods, position, cuts, ticks: ticksOf([...starts, ...between], position) };
}

/**
 * Leaves out labels that would overlap, and the days that are said already.
 *
 * @param times the first of them matter most.
 */
function ticksOf(times: readonly number[], position: (at: number) => number): TimeTick[] {
  const chosen: { readonly at: number; readonly x: number; readonly isFine: boolean }[] = [];
  const isFree = (x: number, width: number, others: readonly { readonly x: number }[]) =>
    others.every((other) => Math.abs(middleOf(other.x, width) - middleOf(x, width)) >= width);
  for (const at of times) {
    const x = position(at);
    const isFine = !isFree(
      x,
      LABEL_WIDTH,
      chosen.filter(({ isFine }) => !isFine),
    );
    if (isFree(x, FINE_LABEL_WIDTH, chosen)) chosen.push({ at, x, isFine });
  }
  // On a phone the fine ones are missing: they leave the day to others.
  let lastDay = '';
  return chosen
    .sort((left, right) => left.x - right.x)
    .map(({ at, x, isFine }) => {
      const stamp = new Date(at).toISOString();
      const clock = at % 60_000 === 0 ? stamp.slice(11, 16) : stamp.slice(11, 19);
      const day = dayOf(at);
      const isSaid = day === lastDay;
      if (!isFine) lastDay = day;
      return { x, anchor: anchorOf(x), clock, day: isSaid ? null : day, isFine };
    });
}

function anchorOf(x: number): TimeTick['anchor'] {
  if (x < LABEL_WIDTH / 2) return 'start';
  return x > 100 - LABEL_WIDTH / 2 ? 'end' : 'middle';
}

/** Where the middle of a label is that is so wide. */
function middleOf(x: number, width: number): number {
  const shift = { start: width / 2, middle: 0, end: -width / 2 };
  return x + shift[anchorOf(x)];
}

function dayOf(at: number): string {
  return new Date(at).toLocaleDateString('en-US', {
    month: 'short',
    day: 'numeric',
    timeZone: 'UTC',
  });
}
