import {
  countMembers,
  findKnownGroups,
  findStampedGroups,
  listReceipts,
  type Receipt,
} from '@cellbridge/db-api';
import { findMovedContent, hasArchive, type MovedContent } from '@cellbridge/db-cell';
import { digestOf, firstDigestOf, isFirstDigest } from '../instance-groups/digest.js';
import { type Altered, explainDifference } from './explain-difference.js';
import type { Finding } from './finding.js';
import { type CellScope, nextAfter, type Page, type PageRequest } from './pass.js';
import { addCounts, type Counts, noCounts } from './verify-report.js';

/** How many member rows are compared in one go; a group that has more is compared by itself. */
const MOST_ROWS = 10_000;

/** Compares the groups that moved from a cell with what their receipts say: `different`. */
export async function checkReceipts(scope: CellScope, page: PageRequest): Promise<Page> {
  const { api } = scope.deployment;
  const { after: afterUuid, limit } = page;
  const receipts = await listReceipts(api, scope.cell.uuid, { afterUuid, limit });
  const sizes = await countMembers(
    api,
    receipts.map(({ groupUuid }) => groupUuid),
  );
  const counts = noCounts();
  counts.compared = receipts.length;
  const findings: Finding[] = [];
  for (const part of cut(receipts, ({ groupUuid }) => sizes.get(groupUuid) ?? 0)) {
    const compared = await compare(scope, part);
    addCounts(counts, compared.counts);
    findings.push(...compared.findings);
  }
  return { next: nextAfter(receipts, limit, ({ groupUuid }) => groupUuid), counts, findings };
}

/** Cuts a list into parts of {@link MOST_ROWS} at most. */
function cut<T>(items: readonly T[], sizeOf: (item: T) => number): T[][] {
  const parts: T[][] = [];
  let rows = 0;
  for (const item of items) {
    const size = 1 + sizeOf(item);
    const last = parts.at(-1);
    if (last && rows + size <= MOST_ROWS) {
      last.push(item);
      rows += size;
    } else {
      parts.push([item]);
      rows = size;
    }
  }
  return parts;
}

async function compare(
  scope: CellScope,
  listed: readonly Receipt[],
): Promise<{ counts: Partial<Counts>; findings: Finding[] }> {
  const uuids = listed.map(({ groupUuid }) => groupUuid);
  // One state: a change and its record are seen together, or neither is.
  const { known, groups } = await scope.deployment.api.snapshot(async (reader) => ({
    known: await findKnownGroups(reader, uuids),
    groups: await findStampedGroups(reader, uuids),
  }));
  const counts = noCounts();
  const altered: Omit<Altered, 'moved'>[] = [];
  for (const groupUuid of uuids) {
    const receipt = known.get(groupUuid)?.receipt;
    const group = groups.get(groupUuid);
    // A group that is there although this one was destroyed is another one of the same uuid.
    if (!receipt || !group || receipt.destroyedAt !== null) counts.destroyed += 1;
    else if (!isAsReceipted(receipt, group)) altered.push({ receipt, group });
  }
  const moved = await findMoved(
    scope,
    altered.map(({ receipt }) => receipt.cellGroupId),
  );
  const findings: Finding[] = [];
  for (const { receipt, group } of altered) {
    const { cellGroupId, digest, groupUuid } = receipt;
    const content = moved.find(({ id, uuid }) => id === cellGroupId && uuid === groupUuid);
    if (isFirstDigest(digest)) {
      counts.undecided += 1;
      continue;
    }
    const verdict = explainDifference({ receipt, group, moved: content });
    if (verdict.unexplained.length > 0)
      findings.push(different(scope, receipt, verdict.unexplained));
    else if (verdict.isUndecided) counts.undecided += 1;
    else counts.changed += 1;
  }
  return { counts, findings };
}

function isAsReceipted({ digest }: Receipt, group: Altered['group']): boolean {
  return (isFirstDigest(digest) ? firstDigestOf(group) : digestOf(group)) === digest;
}

async function findMoved({ cell }: CellScope, ids: readonly number[]): Promise<MovedContent[]> {
  if (ids.length === 0) return [];
  const withArchive = await cell.use(hasArchive);
  return await cell.examine((reader) => findMovedContent(reader, ids, { withArchive }));
}

function different(
  { cell }: CellScope,
  { groupUuid, movedAt }: Receipt,
  parts: readonly string[],
): Finding {
  const details = `Not as it moved at ${movedAt}, and not changed since: ${parts.join(', ')}.`;
  return { kind: 'different', cellUuid: cell.uuid, groupUuid, details };
}
