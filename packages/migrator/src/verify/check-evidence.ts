import { findKnownGroups, type KnownGroup, type Receipt } from '@cellbridge/db-api';
import { type FoundCellReceipt, hasArchive, listCellReceipts } from '@cellbridge/db-cell';
import type { CellUnavailableError } from '@cellbridge/objects';
import { judgeProofs } from '../evidence/judge-proofs.js';
import { findLosses } from '../evidence/one-sided.js';
import { missedCell } from '../missed-cell.js';
import { isOfMove } from '../receipt-of-row.js';
import { showValue } from '../show-value.js';
import { judgeAltered } from './compare-groups.js';
import { compareWithProofs, type Proof, type Proved } from './compare-with-proofs.js';
import type { Finding } from './finding.js';
import {
  type CellScope,
  type CheckedPage,
  combine,
  type Found,
  nextAfter,
  type PageRequest,
} from './pass.js';
import { rowPlace } from './place.js';
import { areOfOneContent, compareDigests, isOfSameMove } from './receipt-pair.js';

/** Marks the place of a page of archived cell receipts. */
const ARCHIVED = 'archived:';

/**
 * Checks all cell receipts, archived ones last: what only the cell proves is `missing` where the API
 * database knows nothing of it, `unproven` where it has the group without a receipt; receipts of one
 * move with different digests or runs are `different`, and so is a receipt that names a row which never was.
 */
export async function checkEvidence(scope: CellScope, page: PageRequest): Promise<CheckedPage> {
  const { cell } = scope;
  const { after, limit } = page;
  const archived = after.startsWith(ARCHIVED);
  const afterId = rowPlace(archived ? after.slice(ARCHIVED.length) : after);
  const listed = await cell.snapshot((reader) =>
    listCellReceipts(reader, { archived, afterId, limit }),
  );
  const found = combine([
    { findings: await findLost(scope, listed) },
    await judgeReceipts(scope, listed),
  ]);
  const next = nextAfter(listed, limit, ({ id }) => id);
  if (archived) return { next: next && `${ARCHIVED}${next}`, ...found };
  return { next: next ?? ((await scope.hasArchive()) ? `${ARCHIVED}0` : null), ...found };
}

async function findLost(
  scope: CellScope,
  listed: readonly FoundCellReceipt[],
): Promise<readonly Finding[]> {
  const { cell, deployment } = scope;
  const suspected = await findLosses(deployment, cell, listed);
  const seen = suspected.map(({ receipt }) => receipt);
  // Twice: a recovery may be at work.
  const losses = await findLosses(deployment, cell, seen);
  const findings = losses
    .filter(({ loss }) => loss === 'group')
    .map(({ receipt }) => missing(scope, receipt));
  const proofs = losses.flatMap(({ loss, receipt }) =>
    loss === 'receipt' && hasUuid(receipt) ? [receipt] : [],
  );
  for await (const proved of compareWithProofs(scope, proofs)) {
    if (!proved.receipt && proved.group) findings.push(unproven(scope, proved));
  }
  return findings;
}

/** Compares the receipts of both sides, where both have one: the runs and rows they name, the digests. */
async function judgeReceipts(
  scope: CellScope,
  listed: readonly FoundCellReceipt[],
): Promise<Found> {
  const proofs = listed.filter(hasUuid);
  const uuids = proofs.map(({ groupUuid }) => groupUuid);
  const known = await findKnownGroups(scope.deployment.api, uuids);
  const found: Found[] = [await judgeNames(scope, proofs, known)];
  const agreementOf = (proof: Proof, receipt: Receipt | undefined) =>
    receipt && isOfSameMove(scope.cell, receipt, proof) ? compareDigests(receipt, proof) : 'same';
  const differing = proofs.filter(
    (proof) => agreementOf(proof, known.get(proof.groupUuid)?.receipt) !== 'same',
  );
  for await (const proved of compareWithProofs(scope, differing)) {
    const { proof, receipt, group, moved, isAsProved } = proved;
    const agreement = agreementOf(proof, receipt);
    if (!receipt || agreement === 'same') continue;
    const isOne = areOfOneContent([receipt.digest, proof.digest], [group, moved]);
    if (agreement === 'altered' || isOne === false) {
      found.push({ findings: [altered(scope, { ...proved, receipt })] });
    } else if (group && agreement === 'older' && !isAsProved) {
      found.push(judgeAltered({ receipt: { ...receipt, digest: proof.digest }, group, moved }));
    }
  }
  return combine(found);
}

/** Names groups whose receipts are of one move and name different runs, or name a row that never was. */
async function judgeNames(
  scope: CellScope,
  proofs: readonly Proof[],
  known: ReadonlyMap<string, KnownGroup>,
): Promise<Found> {
  const { cell } = scope;
  const findings: Finding[] = [];
  const others: Receipt[] = [];
  for (const proof of proofs) {
    const receipt = known.get(proof.groupUuid)?.receipt;
    if (!receipt || !isOfMove(receipt)) continue;
    if (!isOfSameMove(cell, receipt, proof)) others.push(receipt);
    else if (receipt.runId !== proof.runId) {
      const runs = `API database: ${showValue(receipt.runId)}; cell: ${showValue(proof.runId)}`;
      const details = `Its receipt was changed: it names another run on each side (${runs}).`;
      findings.push({
        kind: 'different',
        cellUuid: cell.uuid,
        groupUuid: proof.groupUuid,
        details,
      });
    }
  }
  const { nameless, missed } = await findNameless(scope, others);
  for (const { groupUuid, cellUuid, cellGroupId } of nameless) {
    const details = `Its receipt was changed: it names row ${cellGroupId} of cell ${cellUuid}, which is not there and has no receipt; this cell has one.`;
    findings.push({ kind: 'different', cellUuid: cell.uuid, groupUuid, details });
  }
  return { findings, missed };
}

/**
 * Those receipts whose rows never were in the mapped cell that they name. Where a cell has shadow tables,
 * Nova may have purged the row: then it is as good as any other that only the API database proves.
 */
async function findNameless(
  { deployment, isDown }: CellScope,
  receipts: readonly Receipt[],
): Promise<{ nameless: readonly Receipt[]; missed: readonly CellUnavailableError[] }> {
  const nameless: Receipt[] = [];
  const missed: CellUnavailableError[] = [];
  for (const other of deployment.cells) {
    const own = receipts.filter(({ cellUuid }) => cellUuid === other.uuid);
    if (own.length === 0 || isDown(other)) continue;
    try {
      if (await other.withDatabase(hasArchive)) continue;
      const judged = await judgeProofs(other, own, { withArchive: false });
      const purged = judged.filter(({ proof }) => proof === 'purged');
      nameless.push(...purged.map(({ receipt }) => receipt));
    } catch (error) {
      missed.push(missedCell(deployment, other, error));
    }
  }
  return { nameless, missed };
}

function hasUuid(receipt: FoundCellReceipt): receipt is Proof {
  return receipt.groupUuid !== null;
}

function missing(
  { cell }: CellScope,
  { cellGroupId, groupUuid, runId }: FoundCellReceipt,
): Finding {
  const row = `Row ${cellGroupId} of the cell${groupUuid === null ? ', which is gone,' : ''}`;
  const lost = groupUuid === null ? 'no receipt of it' : 'neither the group nor a receipt of it';
  const details = `${row} has moved in run ${runId}, and the API database has ${lost}.`;
  return { kind: 'missing', cellUuid: cell.uuid, groupUuid, details };
}

function unproven({ cell }: CellScope, { proof, state }: Proved): Finding {
  const { cellGroupId, groupUuid, runId } = proof;
  const details = `Row ${cellGroupId} of the cell has moved in run ${runId}, and the API database has the group without a receipt of it. ${state}`;
  return { kind: 'unproven', cellUuid: cell.uuid, groupUuid, details };
}

function altered(
  { cell }: CellScope,
  { proof, receipt, state, agreesWith }: Proved & { receipt: Receipt },
): Finding {
  const digests = `API database: ${showValue(receipt.digest)}; cell: ${showValue(proof.digest)}`;
  const rows = agreesWith ? ` The rows in the cell agree with that of the ${agreesWith}.` : '';
  const details = `Its receipt was changed: it has another digest on each side (${digests}).${rows} By the cell's: ${state}`;
  return { kind: 'different', cellUuid: cell.uuid, groupUuid: proof.groupUuid, details };
}
