import { type Html, html } from '../html/html.js';

/** The state of a cell or a run, with a colour and a sign that the style sheet has for it. */
export function stateBadge(state: string): Html {
  return html`<span class="state" data-state="${state}">${state}</span>`;
}
