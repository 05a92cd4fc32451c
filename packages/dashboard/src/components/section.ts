import { type Html, type HtmlValue, html } from '../html/html.js';

/** A part of a page under a heading of its own, which links lead to by `id`. */
export function section(id: string, title: string, ...content: readonly HtmlValue[]): Html {
  return html`<section id="${id}" aria-labelledby="${`${id}-title`}">
<h2 id="${`${id}-title`}">${title}</h2>
${content}
</section>`;
}
