import { countReceipts, findKnownGroups, listProgress } from '@cellbridge/db-api';
import { findEndedTogether, listSoftDeletedKeys } from '@cellbridge/db-cell';
import { type Deployment, INSTANCE_GROUPS_MIGRATION } from '@cellbridge/objects';
import { RESOLVED } from '../quarantine/resolve.js';
import type { Finding } from './finding.js';
import { type CellScope, nextAfter, type Page, type PageRequest } from './pass.js';

/** Looks for groups that left a cell and did not arrive: `missing`. */
export async function checkEndedGroups(scope: CellScope, page: PageRequest): Promise<Page> {
  const { cell, deployment } = scope;
  const { limit } = page;
  const isFirst = page.after === '';
  if (isFirst && !(await hasLostReceipts(deployment, cell.uuid)))
    return { next: null, findings: [] };
  const rows = await cell.read((database) =>
    listSoftDeletedKeys(database, { afterId: Number(page.after), limit }),
  );
  const known = await findKnownGroups(
    deployment.api,
    rows.map(({ uuid }) => uuid),
  );
  const unknown = rows.filter(({ uuid }) => !known.has(uuid));
  const ids = unknown.map(({ id }) => id);
  const together = await cell.read((database) => findEndedTogether(database, ids));
  const suspects = unknown.filter(({ id }) => together.has(id));
  const again =
    suspects.length > 0 && (await hasLostReceipts(deployment, cell.uuid))
      ? await findKnownGroups(
          deployment.api,
          suspects.map(({ uuid }) => uuid),
        )
      : undefined;
  const findings = suspects
    .filter(({ uuid }) => again !== undefined && !again.has(uuid))
    .map(({ id, uuid, deletedAt }): Finding => {
      const details = `Row ${id} of the cell ended with a batch of the move at ${deletedAt}, and the API database does not know the group.`;
      return { kind: 'missing', cellUuid: cell.uuid, groupUuid: uuid, details };
    });
  return { next: nextAfter(rows, limit, ({ id }) => id), findings };
}

/**
 * Whether the progress of a cell counts more moved groups than it has receipts. Receipts are read
 * last: one that is written in between only makes them more.
 */
async function hasLostReceipts(deployment: Deployment, cellUuid: string): Promise<boolean> {
  const progress = await listProgress(deployment.api, INSTANCE_GROUPS_MIGRATION);
  const done = progress.find((row) => row.cellUuid === cellUuid)?.done ?? 0;
  return done > 0 && done > (await countReceipts(deployment.api, cellUuid, RESOLVED));
}
