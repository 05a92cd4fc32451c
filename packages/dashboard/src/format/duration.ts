import { UNKNOWN } from './number.js';

const DAY_HOURS = 24;

/** A length of time, to the second, the minute, or the hour: `42 s`, `3 min 5 s`, `2 h 10 min`, `3 d 4 h`. */
export function duration(seconds: number | null): string {
  if (seconds === null) return UNKNOWN;
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

/** A short length of time: `40 ms`, `1.25 s`, and from a minute on as {@link duration}. */
export function milliseconds(seconds: number): string {
  if (seconds >= 60) return duration(seconds);
  if (seconds < 1) return `${Number((seconds * 1_000).toPrecision(3))} ms`;
  return `${Number(seconds.toPrecision(3))} s`;
}
