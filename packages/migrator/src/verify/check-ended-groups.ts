import { findKnownGroups, listProgress, summarizeReceipts } from '@cellbridge/db-api';
import { findEndedTogether, listSoftDeletedKeys } from '@cellbridge/db-cell';
import { INSTANCE_GROUPS_MIGRATION } from '@cellbridge/objects';
import { RESOLVED } from '../quarantine/resolve.js';
import { earliestOf } from './clock-skew.js';
import type { Finding } from './finding.js';
import { type CellScope, nextAfter, type Page, type PageRequest } from './pass.js';

/** Looks for groups that left a cell and did not arrive: `missing`. */
export async function checkEndedGroups(scope: CellScope, page: PageRequest): Promise<Page> {
  const { cell, deployment } = scope;
  const { limit } = page;
  if (page.after === '' && !(await findLoss(scope))) return { next: null, findings: [] };
  const rows = await cell.read((database) =>
    listSoftDeletedKeys(database, { afterId: Number(page.after), limit }),
  );
  const next = nextAfter(rows, limit, ({ id }) => id);
  const known = await findKnownGroups(
    deployment.api,
    rows.map(({ uuid }) => uuid),
  );
  const unknown = rows.filter(({ uuid }) => !known.has(uuid));
  if (unknown.length === 0) return { next, findings: [] };

  const ids = unknown.map(({ id }) => id);
  const together = await cell.read((database) => findEndedTogether(database, ids));
  const loss = await findLoss(scope);
  const again = await findKnownGroups(
    deployment.api,
    unknown.map(({ uuid }) => uuid),
  );
  const isMissing = ({ id, uuid, deletedAt }: (typeof rows)[number]) =>
    together.has(id) && !again.has(uuid) && loss && deletedAt !== null && deletedAt >= loss.since;
  const findings = unknown.filter(isMissing).map(({ id, uuid, deletedAt }): Finding => {
    const details = `Row ${id} of the cell ended with a batch of the move at ${deletedAt}, and the API database does not know the group.`;
    return { kind: 'missing', cellUuid: cell.uuid, groupUuid: uuid, details };
  });
  return { next, findings };
}

/**
 * Whether the progress of a cell counts more moved groups than it has receipts, and since when
 * groups moved. Receipts are read last: one that is written in between only makes them more.
 */
async function findLoss({ cell, deployment }: CellScope): Promise<{ since: string } | undefined> {
  const progress = await listProgress(deployment.api, INSTANCE_GROUPS_MIGRATION);
  const row = progress.find(({ cellUuid }) => cellUuid === cell.uuid);
  if (!row || row.done === 0) return undefined;
  const { receipts, firstMovedAt } = await summarizeReceipts(deployment.api, cell.uuid, RESOLVED);
  if (row.done <= receipts) return undefined;
  const [start] = [row.startedAt, firstMovedAt].filter((time) => time !== null).sort();
  return start === undefined ? undefined : { since: earliestOf(start) };
}
