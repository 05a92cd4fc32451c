import { duration } from './output.js';

/** The widest that the bar itself gets, and the narrowest that is shown, in characters. */
const WIDEST = 40;
const NARROWEST = 5;

/** How far a run has come, in one line of `width` characters at most. */
export function progressBar(
  { value, total, seconds }: { value: number; total: number; seconds: number },
  width: number,
): string {
  const part = total === 0 ? 1 : Math.min(value / total, 1);
  const left = value > 0 ? ` | ${duration(seconds * (1 / part - 1))} left` : '';
  const text = `${Math.floor(part * 100)} % | ${value} of ${total} groups${left}`;
  const barWidth = Math.min(WIDEST, width - text.length - 1);
  if (barWidth < NARROWEST) return text.slice(0, width);
  const full = Math.round(part * barWidth);
  return `${'█'.repeat(full)}${'░'.repeat(barWidth - full)} ${text}`;
}
