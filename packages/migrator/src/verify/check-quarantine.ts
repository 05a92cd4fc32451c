import { listOpenQuarantine, type Quarantined } from '@cellbridge/db-api';
import type { Finding } from './finding.js';
import { type CellScope, type CheckedPage, nextAfter, type PageRequest } from './pass.js';
import { rowPlace } from './place.js';

/** Names the groups of a cell that are in quarantine. */
export async function checkQuarantine(scope: CellScope, page: PageRequest): Promise<CheckedPage> {
  const { after, limit } = page;
  const { uuid: cellUuid } = scope.cell;
  const entries = await listOpenQuarantine(scope.deployment.api, cellUuid, {
    afterId: rowPlace(after),
    limit,
  });
  const findings = entries.map(({ groupUuid, reason, details }: Quarantined): Finding => {
    return { kind: 'quarantined', cellUuid, groupUuid, details: `${reason}: ${details}` };
  });
  return { next: nextAfter(entries, limit, ({ id }) => id), findings };
}
