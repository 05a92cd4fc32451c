import { setImmediate } from 'node:timers/promises';
import { countReceiptsByCell, guardListener } from '@cellbridge/db-api';
import { type Deployment, InvalidInputError, refuseUnless } from '@cellbridge/objects';
import {
  checkAmount,
  checkCount,
  checkFunction,
  checkOptions,
  checkSignal,
} from '../check-options.js';
import { isOfMove } from '../receipt-of-row.js';
import { showList } from '../show-value.js';
import { readReceiptedGroups } from '../verify/find-receipted-groups.js';
import { ComparisonTally } from './comparison-tally.js';
import { judgeProvedGroup } from './judge-proved-group.js';
import type { ProofComparison } from './proof-comparison.js';
import type { Proof } from './proof-format.js';
import { readProof, readProofLines } from './read-proof.js';
import type { ProofProgress } from './write-proof.js';

/** How a deployment is compared with a proof, and who is notified. */
export interface CompareOptions {
  /** How many groups are read at a time. Default 500. */
  readonly batchSize?: number | undefined;
  /** How many groups of each fate the result keeps; all are counted. Default 10,000. */
  readonly maxGroups?: number | undefined;
  /** Ends the comparison after the groups that are being read. */
  readonly signal?: AbortSignal | undefined;
  /** Called as groups are compared; an error that it throws becomes a Node.js warning. */
  readonly onProof?: ((progress: ProofProgress) => unknown) | undefined;
}

/**
 * Compares the API database with a proof that {@link verifyWithProof} has written: what became of each group since.
 * Nothing is changed, and no cell is asked. A group and its receipt are read in one state, so that what a service
 * does meanwhile is never taken for a loss.
 *
 * @throws InvalidInputError if the file cannot be read, is cut off, was changed, is of a newer release or of
 *   another deployment, or an option makes no sense.
 */
export async function compareWithProof(
  deployment: Deployment,
  path: string,
  options: CompareOptions = {},
): Promise<ProofComparison> {
  checkCompareOptions(path, options);
  const { batchSize = 500, maxGroups = 10_000, signal } = options;
  const onProof = guardListener('onProof', options.onProof);
  const proof = await readProof(path);
  await refuseOtherDeployment(deployment, path, proof);
  const { header, totals } = proof;
  const isProved = isInProof(proof);
  const tally = new ComparisonTally(maxGroups);
  let stillProved = 0;
  let isStopped = false;
  for await (const lines of readProofLines(path, batchSize)) {
    isStopped = signal?.aborted === true;
    if (isStopped) break;
    const lineOf = new Map(lines.map((line) => [line.uuid, line]));
    for await (const part of readReceiptedGroups(deployment, [...lineOf.keys()])) {
      for (const now of part) {
        const line = lineOf.get(now.groupUuid);
        if (!line) continue;
        const { receipt } = now;
        if (receipt && isOfMove(receipt) && isProved(receipt.cellUuid)) stillProved += 1;
        const judged = judgeProvedGroup(line, now);
        tally.add({ ...judged, groupUuid: line.uuid, cellUuid: line.cell });
      }
    }
    onProof({ groups: tally.compared, total: totals.groups });
    // A file database answers at once: without this, nothing else in the process would get on.
    await setImmediate();
  }
  const movedNow = isStopped ? null : await countMoved(deployment, isProved);
  return {
    outcome: tally.judge(isStopped),
    proof: {
      writtenBy: header.writtenBy,
      writtenAt: totals.writtenAt,
      outcome: header.verification.outcome,
      groups: totals.groups,
      digest: totals.digest,
      cells: totals.cells.map(({ uuid, name }) => ({ uuid, name })),
    },
    compared: tally.compared,
    counts: tally.counts,
    movedSince: movedNow === null ? null : Math.max(movedNow - stillProved, 0),
    ...tally.listed(),
  };
}

function checkCompareOptions(path: string, options: CompareOptions): void {
  checkOptions(options);
  const { batchSize, maxGroups, signal, onProof } = options;
  refuseUnless(typeof path === 'string' && path !== '', 'path', path, 'the path of a file');
  checkCount(batchSize, 'batch size');
  checkAmount('maxGroups', maxGroups);
  checkSignal(signal);
  checkFunction('onProof', onProof);
}

/** A deployment is known by its cells: those that are mapped, and those that its receipts name. */
async function refuseOtherDeployment(
  deployment: Deployment,
  path: string,
  { totals: { cells } }: Proof,
): Promise<void> {
  const receipts = await countReceiptsByCell(deployment.api);
  const known = new Set([...deployment.cells.map(({ uuid }) => uuid), ...receipts.keys()]);
  if (cells.some(({ uuid }) => known.has(uuid))) return;
  const names = showList(cells.map(({ uuid, name }) => name ?? uuid));
  throw new InvalidInputError(
    `${path} is of another deployment: none of its cells (${names}) is in this one; check the URL of the API database.`,
  );
}

/** Whether a proof holds what has moved from a cell: it is of some cells, or of all, later ones included. */
function isInProof({ header, totals }: Proof): (cellUuid: string) => boolean {
  const uuids = new Set(totals.cells.map(({ uuid }) => uuid));
  return (cellUuid) => header.isWhole || uuids.has(cellUuid);
}

/** How many groups have moved from cells. */
async function countMoved(
  { api }: Deployment,
  isProved: (cellUuid: string) => boolean,
): Promise<number> {
  const receipts = await countReceiptsByCell(api);
  return [...receipts].reduce((sum, [uuid, count]) => sum + (isProved(uuid) ? count : 0), 0);
}
