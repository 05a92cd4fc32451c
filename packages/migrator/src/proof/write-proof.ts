import {
  compareBytes,
  countReceiptsByCell,
  listReceipts,
  type Receipt,
  type ReceiptPlace,
  type StampedGroup,
} from '@cellbridge/db-api';
import type { Deployment } from '@cellbridge/objects';
import { chosenCells } from '../chosen-cells.js';
import { writeNewFile } from '../files/new-file.js';
import { digestOf } from '../instance-groups/digest.js';
import { isOfMove } from '../receipt-of-row.js';
import { readReceiptedGroups } from '../verify/find-receipted-groups.js';
import { LinesDigest } from './lines-digest.js';
import type { Proof, ProofCell, ProofHeader, ProofLine, ProofTotals } from './proof-format.js';
import { ProofTally } from './proof-tally.js';

/** How far the groups of a proof are written or compared. */
export interface ProofProgress {
  readonly groups: number;
  /** How many there are; more may move meanwhile. */
  readonly total: number;
}

/** What a proof is written of, and who is notified. */
export interface WriteOptions {
  readonly cells: readonly string[] | undefined;
  readonly batchSize: number;
  readonly signal: AbortSignal | undefined;
  readonly onProof: (progress: ProofProgress) => void;
}

/**
 * Writes the proof of a verification. A page of receipts, and a part of their groups, is in memory at a time.
 *
 * @returns what was written; `undefined` if the signal ended it, and there is no file.
 * @throws InvalidInputError if the file exists, or the system refuses.
 */
export async function writeProof(
  deployment: Deployment,
  path: string,
  header: ProofHeader,
  options: WriteOptions,
): Promise<Proof | undefined> {
  const receipts = await countReceiptsByCell(deployment.api);
  const cells = cellsToProve(deployment, options.cells, receipts);
  const total = cells.reduce((sum, { uuid }) => sum + (receipts.get(uuid) ?? 0), 0);
  return await writeNewFile(path, async (append) => {
    const seal = new LinesDigest();
    const write = async (...lines: string[]) => {
      for (const line of lines) seal.add(line);
      await append(lines.map((line) => `${line}\n`).join(''));
    };
    await write(JSON.stringify(header));
    const all = new ProofTally();
    const proved: ProofCell[] = [];
    let groups = 0;
    for (const { uuid, name } of cells) {
      const own = new ProofTally();
      for await (const part of readMoved(deployment, uuid, options.batchSize)) {
        if (options.signal?.aborted) return undefined;
        const lines = part.map(({ receipt, group }) => {
          const line = JSON.stringify(lineOf(receipt, group));
          for (const tally of [all, own]) tally.add(line, group);
          return line;
        });
        await write(...lines);
        groups += lines.length;
        options.onProof({ groups, total });
      }
      proved.push({ uuid, name, ...own.end() });
    }
    const totals: ProofTotals = {
      ...all.end(),
      writtenAt: new Date().toISOString(),
      cells: proved,
    };
    await write(JSON.stringify({ totals }));
    await append(`${JSON.stringify({ sha256: seal.end() })}\n`);
    return { header, totals };
  });
}

interface CellToProve {
  readonly uuid: string;
  readonly name: string | null;
}

/** The cells that are named, or all, with those that only receipts name; sorted by uuid. */
function cellsToProve(
  deployment: Deployment,
  named: readonly string[] | undefined,
  receipts: ReadonlyMap<string, number>,
): CellToProve[] {
  const cells = new Map<string, CellToProve>();
  for (const { uuid, name } of chosenCells(deployment, named)) cells.set(uuid, { uuid, name });
  for (const uuid of named === undefined ? receipts.keys() : []) {
    if (!cells.has(uuid)) cells.set(uuid, { uuid, name: null });
  }
  return [...cells.values()].sort((left, right) => compareBytes(left.uuid, right.uuid));
}

/** A group that has moved: its receipt, and itself unless it was destroyed. */
interface MovedNow {
  readonly receipt: Receipt;
  readonly group: StampedGroup | undefined;
}

/** Reads what has moved from a cell, in the order of the receipts. */
async function* readMoved(
  deployment: Deployment,
  cellUuid: string,
  limit: number,
): AsyncGenerator<MovedNow[], void, undefined> {
  let after: ReceiptPlace | undefined;
  for (;;) {
    const receipts = await listReceipts(deployment.api, cellUuid, { after, limit });
    const uuids = receipts.filter(isOfMove).map(({ groupUuid }) => groupUuid);
    for await (const part of readReceiptedGroups(deployment, uuids)) {
      yield part.flatMap(({ receipt, group }) => {
        if (!receipt) return [];
        return [{ receipt, group: receipt.destroyedAt === null ? group : undefined }];
      });
    }
    after = receipts.at(-1);
    if (receipts.length < limit) return;
  }
}

function lineOf(
  { groupUuid, cellUuid, digest }: Receipt,
  group: StampedGroup | undefined,
): ProofLine {
  return {
    uuid: groupUuid,
    cell: cellUuid,
    state: group ? 'moved' : 'destroyed',
    receipt: digest,
    content: group ? digestOf(group) : null,
  };
}
