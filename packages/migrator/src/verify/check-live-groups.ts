import { findKnownGroups, findQuarantinedIds } from '@cellbridge/db-api';
import { type GroupKey, listLiveKeys } from '@cellbridge/db-cell';
import type { Cell } from '@cellbridge/objects';
import { findElsewhere } from '../find-elsewhere.js';
import { isOfMove, receiptOfRow } from '../receipt-of-row.js';
import type { Finding } from './finding.js';
import { judgeLocked } from './judge-locked.js';
import { type CellScope, type CheckedPage, nextAfter, type PageRequest } from './pass.js';

/** Looks for live groups of a cell that should not be there: `leftover` and `duplicated`. */
export async function checkLiveGroups(scope: CellScope, page: PageRequest): Promise<CheckedPage> {
  const { after: afterUuid, limit } = page;
  const rows = await scope.cell.snapshot((cell) => listLiveKeys(cell, { afterUuid, limit }));
  const others = scope.others.filter((other) => !scope.isDown(other));
  const before = await findElsewhere(scope, others, rows);
  const first = await judge(scope, rows, before.holders);
  const suspects = new Set(first.findings.map(({ groupUuid }) => groupUuid));
  const suspected = rows.filter(({ uuid }) => suspects.has(uuid));
  // Asked before the lock is taken: while it is held, no other cell is waited for.
  const again = await findElsewhere(scope, before.answered, suspected);
  const { findings, undecided } = await judgeLocked(scope, suspected, async (locked) => {
    const second = await judge(scope, locked, again.holders);
    return second.findings;
  });
  const counts = { pending: first.pending, undecided: undecided.length };
  const missed = [...before.missed, ...again.missed];
  return { next: nextAfter(rows, limit, ({ uuid }) => uuid), counts, findings, undecided, missed };
}

async function judge(
  scope: CellScope,
  rows: readonly GroupKey[],
  elsewhere: ReadonlyMap<string, readonly Cell[]>,
): Promise<{ pending: number; findings: Finding[] }> {
  const { cell, deployment } = scope;
  const uuids = rows.map(({ uuid }) => uuid);
  const ids = rows.map(({ id }) => id);
  const quarantined = await findQuarantinedIds(deployment.api, cell.uuid, ids);
  const known = await findKnownGroups(deployment.api, uuids);
  const findings: Finding[] = [];
  const report = (kind: Finding['kind'], groupUuid: string, details: string) =>
    findings.push({ kind, cellUuid: cell.uuid, groupUuid, details });
  let pending = 0;
  for (const { id, uuid } of rows) {
    const { exists = false, receipt } = known.get(uuid) ?? {};
    const own = receiptOfRow(cell, { id, uuid }, known);
    if (own) {
      const end = isOfMove(own)
        ? `It has moved, and row ${id} of the cell is still live`
        : `It was destroyed here, and row ${id} of the cell is live`;
      report('leftover', uuid, `${end}.`);
      continue;
    }
    pending += 1;
    if (quarantined.has(id)) continue;
    if (exists) {
      report('duplicated', uuid, `It is in the API database, and row ${id} of the cell is live.`);
    } else if (receipt) {
      const end = isOfMove(receipt) ? 'It has moved, and was destroyed since' : 'It was destroyed';
      report(
        'duplicated',
        uuid,
        `${end}; row ${id} of the cell is live, and is not the one it had.`,
      );
    }
    const others = elsewhere.get(uuid) ?? [];
    if (others.length > 0) {
      const names = others.map(({ label }) => label).join(', ');
      report('duplicated', uuid, `It is live in this cell and in: ${names}.`);
    }
  }
  return { pending, findings };
}
