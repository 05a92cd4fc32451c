import { type Html, html } from '../html/html.js';

/** A command as a shell takes it. */
export function command(text: string): Html {
  return html`<code class="command">${text}</code>`;
}
