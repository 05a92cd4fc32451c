import type { QuarantineDescriptionDocument } from '@cellbridge/migrator';
import { bothSides } from '../components/both-sides.js';
import { section } from '../components/section.js';
import { html } from '../html/html.js';
import type { Links } from './links.js';
import { page } from './page.js';

/** The page of a group in quarantine: a part for each cell that holds it. */
export function quarantinePage(
  descriptions: readonly QuarantineDescriptionDocument[],
  links: Links,
): string {
  const uuid = descriptions[0]?.entry.groupUuid ?? '';
  return page({
    title: `Group ${uuid} in quarantine`,
    links,
    document: links.quarantineDocument(uuid),
    content: html`<h1>Why the group could not move</h1>
${descriptions.map((description) => {
  const { entry, cellName } = description;
  const title = `Row ${entry.cellGroupId} of cell ${cellName ?? entry.cellUuid}`;
  return section(`entry-${entry.id}`, title, bothSides(description));
})}
<p><a href="${links.explainGroup(uuid)}">Where the group is, and what the next run does with it</a></p>`,
  });
}
