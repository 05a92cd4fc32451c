import { toIso } from '@cellbridge/objects';
import { ok, type Verdict, warning } from './check.js';

/** How many seconds a clock may differ from that of this machine. */
const MAX_DIFFERENCE_SECONDS = 5;

/**
 * Compares the clock of a database with that of this machine. The time that the question takes counts for neither.
 *
 * @param read reads the clock of the database.
 */
export async function checkClock(read: () => Promise<string>): Promise<Verdict> {
  const before = Date.now();
  const stamp = await read();
  const after = Date.now();
  const clock = Date.parse(toIso(stamp) ?? '');
  const ahead = Math.max(0, clock - after) + Math.min(0, clock - before);
  const seconds = Math.round(Math.abs(ahead) / 1_000);
  if (seconds <= MAX_DIFFERENCE_SECONDS) return ok('Its clock is that of this machine.');
  const side = ahead > 0 ? 'ahead of' : 'behind';
  return warning(
    `Its clock is ${seconds} seconds ${side} that of this machine. Time stamps will not be comparable; set the clock of the wrong machine.`,
    'timedatectl set-ntp true',
  );
}
