import { shownRate } from '@cellbridge/migrator';

/** What is shown for a number that nobody knows. */
export const UNKNOWN = '–';

/** It would round to three decimals. */
const ALL_DIGITS = { maximumSignificantDigits: 21 };

/** A count, with commas: `1,234,567`. */
export function wholeNumber(value: number | null): string {
  return value === null ? UNKNOWN : Math.round(value).toLocaleString('en-US');
}

/** A rate, as the command prints it, with commas. */
export function rate(perSecond: number | null): string {
  return perSecond === null ? UNKNOWN : shownRate(perSecond).toLocaleString('en-US', ALL_DIGITS);
}

/** A number with its noun: `1 group`, `1,200 groups`. */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${wholeNumber(count)} ${count === 1 ? noun : plural}`;
}

/** A share of a whole in percent; below 100 until it is all of it. */
export function percent(part: number, whole: number): string {
  if (whole <= 0) return '100 %';
  const share = (part / whole) * 100;
  return `${part < whole ? Math.min(99, Math.floor(share)) : 100} %`;
}
