import type { ReportedQuarantined } from '@cellbridge/migrator';
import { quarantinedGroup } from '../components/quarantined-group.js';
import { section } from '../components/section.js';
import { html } from '../html/html.js';
import type { Links } from './links.js';
import { page } from './page.js';

/** The page of a group in quarantine: a part for each cell that holds it. */
export function quarantinePage(groups: readonly ReportedQuarantined[], links: Links): string {
  const uuid = groups[0]?.entry.groupUuid ?? '';
  return page({
    title: `Group ${uuid} in quarantine`,
    links,
    document: links.quarantineDocument(uuid),
    content: html`<h1>Why the group could not move</h1>
${groups.map((group) => {
  const { entry, description } = group;
  const title = `Row ${entry.cellGroupId} of cell ${description?.cellName ?? entry.cellUuid}`;
  return section(`entry-${entry.id}`, title, quarantinedGroup(group));
})}
<p><a href="${links.explainGroup(uuid)}">Where the group is, and what the next run does with it</a></p>`,
  });
}
