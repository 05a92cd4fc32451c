import { type Html, html } from '../html/html.js';

/**
 * A part of a whole as a bar, and in percent.
 *
 * @param longest the part whose bar is the longest.
 */
export function share(part: number, whole: number, longest: number): Html {
  const width = longest === 0 ? 0 : (part / longest) * 100;
  const percent = whole === 0 ? 0 : (part / whole) * 100;
  const shown = percent > 0 && percent < 1 ? 'below 1' : String(Math.round(percent));
  return html`<span class="progress"><svg class="bar wide" aria-hidden="true" focusable="false"><rect class="done" width="${Number(width.toFixed(1))}%" height="100%"></rect></svg> ${shown} %</span>`;
}
