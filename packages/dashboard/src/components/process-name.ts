import { cutText } from '../html/cut-text.js';

/** How long the name of a host may be. */
const MOST_BYTES = 120;

/** What the process of a run is called on a page. */
export function processName({
  pid,
  host,
}: {
  readonly pid: number;
  readonly host: string;
}): string {
  return `${pid} on ${cutText(host, MOST_BYTES)}`;
}
