import { type Html, html } from '../html/html.js';

/** How much of a run's uuid tells it from the others. */
const LENGTH = 8;

/** A run by the beginning of its uuid. */
export function shortRunId(runId: string): Html {
  return html`<code>${runId.slice(0, LENGTH)}</code>`;
}
