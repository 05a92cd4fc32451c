import {
  type ApiGroup,
  findGroupsByUuid,
  findKnownGroups,
  findStampedRows,
  listReceipts,
  type Receipt,
  type StampedRow,
} from '@cellbridge/db-api';
import { findFinalContent } from '@cellbridge/db-cell';
import { digestOf } from '../instance-groups/content.js';
import { type Altered, explainDifference } from './explain-difference.js';
import type { Finding } from './finding.js';
import { type CellScope, nextAfter, type Page, type PageRequest } from './pass.js';
import { addCounts, type Counts, noCounts } from './verify-report.js';

/** Compares the groups that moved from a cell with what their receipts say: `different`. */
export async function checkReceipts(scope: CellScope, page: PageRequest): Promise<Page> {
  const { api } = scope.deployment;
  const { receipts, groups } = await api.snapshot(async (reader) => {
    const receipts = await listReceipts(reader, scope.cell.uuid, {
      afterUuid: page.after,
      limit: page.limit,
    });
    const uuids = receipts.map(({ groupUuid }) => groupUuid);
    return { receipts, groups: byUuid(await findGroupsByUuid(reader, uuids)) };
  });
  const counts = noCounts();
  counts.compared = receipts.length;
  const suspects: string[] = [];
  for (const { groupUuid, digest, destroyedAt } of receipts) {
    const group = groups.get(groupUuid);
    // A group that is there although this one was destroyed is another one of the same uuid.
    if (!group || destroyedAt !== null) counts.destroyed += 1;
    else if (digestOf(group) !== digest) suspects.push(groupUuid);
  }
  const second = await examine(scope, suspects);
  addCounts(counts, second.counts);
  const next = nextAfter(receipts, page.limit, ({ groupUuid }) => groupUuid);
  return { next, counts, findings: second.findings };
}

/** The second look: at one state of the API database, with the time stamps of all rows. */
async function examine(
  scope: CellScope,
  groupUuids: readonly string[],
): Promise<{ counts: Partial<Counts>; findings: Finding[] }> {
  if (groupUuids.length === 0) return { counts: {}, findings: [] };
  const state = await scope.deployment.api.snapshot(async (reader) => ({
    known: await findKnownGroups(reader, groupUuids),
    groups: byUuid(await findGroupsByUuid(reader, groupUuids)),
    policies: byGroup(await findStampedRows(reader, 'policy', groupUuids)),
    members: byGroup(await findStampedRows(reader, 'member', groupUuids)),
  }));
  const receipts = [...state.known.values()].flatMap(({ receipt }) => receipt ?? []);
  const ids = receipts.map(({ cellGroupId }) => cellGroupId);
  const rows = await scope.cell.read((cell) => findFinalContent(cell, ids));
  const moved = new Map(rows.map((row) => [row.id, row]));
  const counts = noCounts();
  const findings: Finding[] = [];
  for (const receipt of receipts) {
    const { groupUuid } = receipt;
    const group = state.groups.get(groupUuid);
    if (!group || receipt.destroyedAt !== null) {
      counts.destroyed += 1;
      continue;
    }
    if (digestOf(group) === receipt.digest) continue;
    const fields = explainDifference({
      receipt,
      group,
      policyRows: state.policies.get(groupUuid) ?? [],
      memberRows: state.members.get(groupUuid) ?? [],
      moved: moved.get(receipt.cellGroupId),
    } satisfies Altered);
    if (fields === undefined) counts.undecided += 1;
    else if (fields.length === 0) counts.changed += 1;
    else findings.push(different(scope, receipt, fields));
  }
  return { counts, findings };
}

function different(
  { cell }: CellScope,
  { groupUuid, movedAt }: Receipt,
  fields: readonly string[],
): Finding {
  const details = `Not as it moved at ${movedAt}, and not changed since: ${fields.join(', ')}.`;
  return { kind: 'different', cellUuid: cell.uuid, groupUuid, details };
}

function byUuid(groups: readonly ApiGroup[]): Map<string, ApiGroup> {
  return new Map(groups.map((group) => [group.uuid, group]));
}

function byGroup(rows: readonly StampedRow[]): Map<string, StampedRow[]> {
  const groups = new Map<string, StampedRow[]>();
  for (const row of rows) {
    const group = groups.get(row.groupUuid);
    if (group) group.push(row);
    else groups.set(row.groupUuid, [row]);
  }
  return groups;
}
