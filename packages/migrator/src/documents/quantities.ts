/** Groups a second below which a tenth counts. */
const SLOW_RATE = 10;
const DAY_HOURS = 24;

/** A rate as it is shown: whole, with a tenth below ten, and never 0 for a slow move: `120`, `3.5`, `0.04`. */
export function shownRate(perSecond: number): number {
  if (perSecond >= SLOW_RATE) return Math.round(perSecond);
  return Number(perSecond < 0.1 ? perSecond.toPrecision(1) : perSecond.toFixed(1));
}

/** A length of time, to the second, the minute, or the hour: `42 s`, `3 min 5 s`, `2 h 10 min`, `3 d 4 h`. */
export function describeDuration(seconds: number): string {
  const whole = Math.max(Math.round(seconds), seconds > 0 ? 1 : 0);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return inTwo(minutes, 'min', whole % 60, 's');
  const hours = Math.floor(minutes / 60);
  if (hours < DAY_HOURS) return inTwo(hours, 'h', minutes % 60, 'min');
  return inTwo(Math.floor(hours / DAY_HOURS), 'd', hours % DAY_HOURS, 'h');
}

function inTwo(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;
}
