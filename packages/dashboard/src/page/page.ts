import { type Html, type HtmlValue, html } from '../html/html.js';
import { htmlDocument } from '../html/html-document.js';
import type { Links } from './links.js';

/** A page of the dashboard. */
export interface Page {
  readonly title: string;
  readonly links: Links;
  readonly content: HtmlValue;
  /** Where the same is for programs. Default: nowhere. */
  readonly document?: string;
  /** Whether the page keeps itself up to date. Default: it shows what was there when it was made. */
  readonly isLive?: boolean;
  /** Whether whoever sees it may see others, which it leads to. Default: true. */
  readonly hasNavigation?: boolean;
}

/** Makes a page. What is outside of `<main>` stays as it is while a live page is brought up to date. */
export function page({
  title,
  links,
  content,
  document,
  isLive = false,
  hasNavigation = true,
}: Page): string {
  return htmlDocument({
    title: `${title} · Cellbridge`,
    head: html`<link rel="icon" href="data:,">
<link rel="stylesheet" href="${links.styles}">
${isLive ? html`<script src="${links.script}" type="module"></script>` : ''}`,
    body: html`<a class="skip" href="#main">Skip to the content</a>
<header class="top">
<p class="brand"><a href="${links.overview}">Cellbridge</a></p>
${hasNavigation ? navigation(links) : ''}
</header>
<p id="connection" class="notice bad" role="status"></p>
${isLive ? withoutScript(links) : ''}
<main id="main" tabindex="-1"${isLive ? html` data-live` : ''}>
${content}
</main>
${document === undefined ? '' : html`<footer><p><a href="${document}">The same as JSON</a></p></footer>`}`,
  });
}

/** The question that every page can ask. */
function navigation(links: Links): Html {
  return html`<form class="ask" action="${links.explain}" method="get" role="search">
<label for="ask-uuid">Where is group</label>
<input id="ask-uuid" name="uuid" type="search" required maxlength="64" placeholder="its uuid" autocomplete="off" spellcheck="false">
<button type="submit">Explain</button>
</form>`;
}

function withoutScript(links: Links): Html {
  return html`<noscript><p class="notice">Without JavaScript this page stays as it is. <a href="${links.overview}">Load it again</a></p></noscript>`;
}
