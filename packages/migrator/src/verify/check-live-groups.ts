import { findKnownGroups, findQuarantinedIds } from '@cellbridge/db-api';
import { findLiveUuids, type GroupKey, listLiveKeys } from '@cellbridge/db-cell';
import type { Cell } from '@cellbridge/objects';
import { missedCell } from '../missed-cell.js';
import type { Finding } from './finding.js';
import { judgeLocked } from './judge-locked.js';
import { type CellScope, nextAfter, type Page, type PageRequest } from './pass.js';

/** Looks for live groups of a cell that should not be there: `leftover` and `duplicated`. */
export async function checkLiveGroups(scope: CellScope, page: PageRequest): Promise<Page> {
  const { after: afterUuid, limit } = page;
  const rows = await scope.cell.snapshot((cell) => listLiveKeys(cell, { afterUuid, limit }));
  const first = await judge(scope, rows, await findElsewhere(scope, rows));
  const suspects = new Set(first.findings.map(({ groupUuid }) => groupUuid));
  const suspected = rows.filter(({ uuid }) => suspects.has(uuid));
  // Asked before the lock is taken: while it is held, no other cell is waited for.
  const elsewhere = await findElsewhere(scope, suspected);
  const { findings, undecided } = await judgeLocked(scope, suspected, async (locked) => {
    const second = await judge(scope, locked, elsewhere);
    return second.findings;
  });
  const counts = { pending: first.pending, undecided: undecided.length };
  return { next: nextAfter(rows, limit, ({ uuid }) => uuid), counts, findings, undecided };
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
    if (receipt?.cellUuid === cell.uuid && receipt.cellGroupId === id) {
      const end =
        receipt.digest === ''
          ? `It was destroyed here, and row ${id} of the cell is live`
          : `It has moved, and row ${id} of the cell is still live`;
      report('leftover', uuid, `${end}.`);
      continue;
    }
    pending += 1;
    if (quarantined.has(id)) continue;
    if (exists) {
      report('duplicated', uuid, `It is in the API database, and row ${id} of the cell is live.`);
    } else if (receipt) {
      const end =
        receipt.digest === '' ? 'It was destroyed' : 'It has moved, and was destroyed since';
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

/** In which other cells groups of the same uuids are live. */
async function findElsewhere(
  { deployment, others, isDown, onDown }: CellScope,
  rows: readonly GroupKey[],
): Promise<Map<string, Cell[]>> {
  const found = new Map<string, Cell[]>();
  const uuids = rows.map(({ uuid }) => uuid);
  if (uuids.length === 0) return found;
  for (const other of others) {
    if (isDown(other)) continue;
    try {
      for (const uuid of await other.snapshot((cell) => findLiveUuids(cell, uuids))) {
        found.set(uuid, [...(found.get(uuid) ?? []), other]);
      }
    } catch (error) {
      onDown(missedCell(deployment, other, error));
    }
  }
  return found;
}
