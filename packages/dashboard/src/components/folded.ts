import { type Html, type HtmlValue, html } from '../html/html.js';

/** What shows when somebody opens it. The `id` tells it apart from others of the page. */
export function folded(id: string, summary: HtmlValue, content: HtmlValue): Html {
  return html`<details id="${id}">
<summary>${summary}</summary>
${content}
</details>`;
}
