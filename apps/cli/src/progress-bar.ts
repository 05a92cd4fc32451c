import { describeDuration } from '@cellbridge/migrator';
import type { Drawing } from './terminal.js';

const WIDEST_BAR_CHARACTERS = 40;
const NARROWEST_BAR_CHARACTERS = 5;

/** The progress of a run in one line of at most `width` characters. */
export function progressBar(
  { value, total, seconds }: { value: number; total: number; seconds: number },
  { width, done, left: rest }: { width: number } & Pick<Drawing, 'done' | 'left'>,
): string {
  const part = total === 0 ? 1 : Math.min(value / total, 1);
  const left = value > 0 ? ` | ${describeDuration(seconds * (1 / part - 1))} left` : '';
  const text = `${Math.floor(part * 100)} % | ${value} of ${total} groups${left}`;
  const barWidth = Math.min(WIDEST_BAR_CHARACTERS, width - text.length - 1);
  if (barWidth < NARROWEST_BAR_CHARACTERS) return text.slice(0, width);
  const full = Math.round(part * barWidth);
  return `${done.repeat(full)}${rest.repeat(barWidth - full)} ${text}`;
}
