/** By how much, in milliseconds, the clocks of two machines may differ. */
const CLOCK_SKEW = 300_000;

/** The earliest that another machine's clock may have shown at a stored time stamp. */
export function earliestOf(timestamp: string): string {
  const time = new Date(Date.parse(`${timestamp.replace(' ', 'T')}Z`) - CLOCK_SKEW);
  return `${time.toISOString().slice(0, -1).replace('T', ' ')}000`;
}
