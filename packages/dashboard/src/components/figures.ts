import { type Html, type HtmlValue, html } from '../html/html.js';

/** A number that stands out, with its name; `note` says more in small. */
export interface Figure {
  readonly name: string;
  readonly value: HtmlValue;
  readonly note?: HtmlValue;
}

/** The figures that matter most, side by side. */
export function figures(all: readonly Figure[]): Html {
  return html`<dl class="figures">
${all.map(({ name, value, note }) => {
  const said = note === undefined ? '' : html` <span class="note">${note}</span>`;
  return html`<div><dt>${name}</dt><dd>${value}${said}</dd></div>
`;
})}</dl>`;
}
