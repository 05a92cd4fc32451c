/** When something happened, from its beginning to its end, in seconds since 1970. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Steps of time of equal length, in periods without the long pauses between them. */
export interface TimeLayout {
  readonly stepSeconds: number;
  /** In their order; each is a whole number of steps. */
  readonly periods: readonly Span[];
}

/** How many steps there are, about. */
const MOST_STEPS = 240;

/** How many pauses are left out, at most. */
const MOST_PAUSES = 24;

/** A pause is left out if it is longer than this share of all that is left then. */
const LONG_SHARE = 1 / 50;

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const ROUND_STEPS = [
  ...[1, 2, 5, 10, 15, 30],
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE),
  ...[1, 2, 3, 6, 12].map((hours) => hours * HOUR),
];

/**
 * Divides the time of what happened into steps of a round length, 240 or a few more. Long pauses are left out: a move may
 * take an hour in each of ten nights. Of very many pauses that are alike, none is.
 *
 * @param spans at least one, in any order; they may overlap.
 */
export function layOutTime(spans: readonly Span[]): TimeLayout {
  const busy = joined(spans, 0);
  const pause = longestKeptPause(busy);
  const periods = joined(busy, pause);
  const shown = periods.reduce((sum, { from, to }) => sum + to - from, 0);
  const stepSeconds = roundStep(shown / MOST_STEPS);
  const whole = periods.map(({ from, to }) => ({
    from: from - (from % stepSeconds),
    to: to - (to % stepSeconds) + stepSeconds,
  }));
  return { stepSeconds, periods: joined(whole, 0) };
}

/** When each step begins. */
export function stepsOf({ stepSeconds, periods }: TimeLayout): number[] {
  return periods.flatMap(({ from, to }) =>
    Array.from({ length: (to - from) / stepSeconds }, (_, index) => from + index * stepSeconds),
  );
}

/** Joins spans between which no more than `pause` seconds pass; sorted. */
function joined(spans: readonly Span[], pause: number): Span[] {
  const result: Span[] = [];
  for (const span of [...spans].sort((left, right) => left.from - right.from)) {
    const last = result.at(-1);
    if (last && span.from - last.to <= pause) {
      result[result.length - 1] = { from: last.from, to: Math.max(last.to, span.to) };
    } else {
      result.push(span);
    }
  }
  return result;
}

/** The longest pause that is not left out. */
function longestKeptPause(busy: readonly Span[]): number {
  const pauses = busy
    .slice(1)
    .map(({ from }, index) => from - (busy[index]?.to ?? from))
    .sort((left, right) => right - left);
  let left = (busy.at(-1)?.to ?? 0) - (busy[0]?.from ?? 0);
  const cut = pauses.findIndex((pause) => {
    left -= pause;
    return pause <= left * LONG_SHARE;
  });
  const kept = cut === -1 ? 0 : (pauses[cut] ?? 0);
  // Some of many that are alike would look like others.
  return Math.max(kept, 2 * (pauses[MOST_PAUSES] ?? 0));
}

function roundStep(seconds: number): number {
  const round = ROUND_STEPS.find((step) => step >= seconds);
  return round ?? Math.ceil(seconds / DAY) * DAY;
}
