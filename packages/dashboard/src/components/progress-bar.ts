import { percent } from '../format/number.js';
import { type Html, html } from '../html/html.js';

/** How much of a whole is done: a bar, and the percent as text. */
export function progressBar(done: number, whole: number): Html {
  const width = whole <= 0 ? 100 : (done / whole) * 100;
  return html`<span class="progress"><svg class="bar" aria-hidden="true" focusable="false"><rect class="done" width="${Number(width.toFixed(1))}%" height="100%"></rect></svg> ${percent(done, whole)}</span>`;
}
