import type { ExplanationDocument } from '@cellbridge/migrator';
import { explanation } from '../components/explanation.js';
import { section } from '../components/section.js';
import { type Html, html } from '../html/html.js';
import type { Links } from './links.js';
import { page } from './page.js';

/** The page that explains a group. */
export function explainPage(document: ExplanationDocument, links: Links): string {
  const { groupUuid, quarantine } = document;
  const isInQuarantine = quarantine.some(({ resolution }) => resolution === null);
  const link = isInQuarantine ? quarantineLink(groupUuid, links) : '';
  return page({
    title: `Group ${groupUuid}`,
    links,
    document: links.explainDocument(groupUuid),
    content: html`<h1>Where the group is, and why</h1>
${section('explanation', 'What the databases say', explanation(document), link)}`,
  });
}

/** The page that asks for the uuid. */
export function askPage(links: Links): string {
  return page({
    title: 'Explain a group',
    links,
    content: html`<h1>Explain a group</h1>
<p>Type the uuid of a group above: the page says where it is, how it came there, and what the next run does with it.</p>`,
  });
}

function quarantineLink(uuid: string, links: Links): Html {
  return html`<p><a href="${links.quarantine(uuid)}">Both sides of the group</a></p>`;
}
