import { scaleLinear, scaleUtc } from 'd3-scale';

/** A stretch of time, in milliseconds since 1970. */
export interface Period {
  readonly from: number;
  readonly to: number;
}

/** A label below the axis. */
export interface TimeTick {
  /** In percent of the width. */
  readonly x: number;
  readonly clock: string;
  /** The day, where it is another one than that of the label before. */
  readonly day: string | null;
}

/** A time axis without the time in which nothing happened. */
export interface TimeAxis {
  readonly periods: readonly Period[];
  /** Where a time is, in percent of the width; a time that is cut out is where its cut begins. */
  position(at: number): number;
  /** What is cut out: where, and how long it was. */
  readonly cuts: readonly {
    readonly x: number;
    readonly width: number;
    readonly seconds: number;
  }[];
  readonly ticks: readonly TimeTick[];
}

/** The width of a cut, in percent. */
const CUT_WIDTH = 2;
/** All cuts together, at most. */
const MOST_CUT = 40;
/** The least distance of two labels: a clock time fits on a phone. */
const LABEL_WIDTH = 17;
/** How many labels a whole axis has. */
const TICKS = 6;

/** Lays periods side by side, each as wide as it is long. They are in their order and do not overlap. */
export function timeAxis(periods: readonly Period[]): TimeAxis {
  const cutWidth = Math.min(CUT_WIDTH, MOST_CUT / Math.max(1, periods.length - 1));
  const room = 100 - cutWidth * (periods.length - 1);
  const total = periods.reduce((sum, { from, to }) => sum + Math.max(1, to - from), 0);
  let x = 0;
  const parts = periods.map(({ from, to }) => {
    const width = (Math.max(1, to - from) / total) * room;
    const start = x;
    x += width + cutWidth;
    const scale = scaleLinear([from, Math.max(to, from + 1)], [start, start + width]).clamp(true);
    return { from, to, width, end: start + width, scale };
  });
  const partOf = (at: number) => parts.findLast(({ from }) => from <= at) ?? parts[0];
  const position = (at: number) => partOf(at)?.scale(at) ?? 0;
  const cuts = parts.slice(1).map(({ from }, index) => {
    const { end = 0, to = from } = parts[index] ?? {};
    return { x: end, width: cutWidth, seconds: (from - to) / 1_000 };
  });
  const times = parts.flatMap(({ from, to, width }) => [
    from,
    ...scaleUtc([from, to])
      .ticks(Math.max(1, Math.round((width / 100) * TICKS)))
      .map(Number),
  ]);
  return { periods, position, cuts, ticks: ticksOf(times, position) };
}

/** Leaves out labels that would overlap, and the days that are said already. */
function ticksOf(times: readonly number[], position: (at: number) => number): TimeTick[] {
  const ticks: TimeTick[] = [];
  let lastDay = '';
  for (const at of times) {
    const x = position(at);
    const before = ticks.at(-1)?.x ?? Number.NEGATIVE_INFINITY;
    if (x - before < LABEL_WIDTH) continue;
    const stamp = new Date(at).toISOString();
    const day = dayOf(at);
    const clock = at % 60_000 === 0 ? stamp.slice(11, 16) : stamp.slice(11, 19);
    ticks.push({ x, clock, day: day === lastDay ? null : day });
    lastDay = day;
  }
  return ticks;
}

function dayOf(at: number): string {
  return new Date(at).toLocaleDateString('en-US', {
    month: 'short',
    day: 'numeric',
    timeZone: 'UTC',
  });
}
