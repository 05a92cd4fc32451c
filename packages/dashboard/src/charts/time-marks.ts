import { duration } from '../format/duration.js';
import { type Html, html } from '../html/html.js';
import type { Period, TimeAxis } from './time-axis.js';

/** The height of the labels below a plot. */
export const LABELS_HEIGHT = 36;

/** What is cut out of the time, as bars behind a plot. */
export function cuts(axis: TimeAxis, top: number, height: number): Html {
  return html`${axis.cuts.map(
    ({ x, width }) =>
      html`<rect class="cut" x="${short(x)}%" width="${short(width)}%" y="${top}" height="${height}"></rect>`,
  )}`;
}

/** The times below a plot, whose bottom is at `y`. */
export function timeLabels(axis: TimeAxis, y: number): Html {
  return html`${axis.ticks.map(({ x, anchor, clock, day, isFine }) => {
    const label = (text: string, line: number) =>
      html`<text x="${short(x)}%" y="${y + line * 16}">${text}</text>`;
    return html`<g class="${isFine ? 'tick fine' : 'tick'}" text-anchor="${anchor}">${label(clock, 1)}${day === null ? '' : label(day, 2)}</g>`;
  })}`;
}

/** What is cut out between periods, in a sentence. */
export function cutsNote(periods: readonly Period[]): Html {
  const pauses = periods.slice(1).map(({ from }, index) => from - (periods[index]?.to ?? from));
  if (pauses.length === 0) return html``;
  const length = duration(pauses.reduce((sum, pause) => sum + pause, 0) / 1_000);
  const text =
    pauses.length === 1
      ? `The grey bar stands for a pause of ${length}, which is cut out.`
      : `The grey bars stand for ${pauses.length} pauses, ${length} in all, which are cut out.`;
  return html`<p class="note">${text}</p>`;
}

/** A number for an attribute. */
export function short(value: number): number {
  return Number(value.toFixed(2));
}
