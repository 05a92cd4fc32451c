import { html } from '../html/html.js';
import { htmlDocument } from '../html/html-document.js';

/**
 * A page that asks for itself again at once: a browser that follows a link of another site keeps the cookie back, and sends it
 * when this page asks.
 */
export function arrivalPage(): string {
  return htmlDocument({
    title: 'Cellbridge',
    head: html`<meta http-equiv="refresh" content="0">`,
    body: html`<main><p><a href="">Go on</a></p></main>`,
  });
}
