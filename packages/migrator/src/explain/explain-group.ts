import {
  canonicalUuid,
  findKnownGroups,
  listQuarantine,
  NO_RUN,
  type Quarantined,
  type Receipt,
} from '@cellbridge/db-api';
import { type CellReceipt, findGroupRows, type GroupState, hasArchive } from '@cellbridge/db-cell';
import {
  type CellUnavailableError,
  type Deployment,
  eachCell,
  refuseUnless,
} from '@cellbridge/objects';
import { chosenCells } from '../chosen-cells.js';
import { findCellReceipts } from '../evidence/find-cell-receipts.js';
import { missedCell } from '../missed-cell.js';
import {
  type JudgeScope,
  judgeGroups,
  readJudgeScope,
  readLiveGroups,
} from '../plan/judge-groups.js';

/** What a cell proves of a row. */
export interface RowProof extends Pick<CellReceipt, 'cellUuid' | 'digest'> {
  /** The run that moved it; `null` where a decision about its quarantine ended it. */
  readonly runId: string | null;
}

/** A row of a group in a cell. */
export interface ExplainedRow {
  readonly cellGroupId: number;
  /** `live` · `ended`: soft-deleted · `archived`: in Nova's shadow table · `invalid`: neither. */
  readonly state: GroupState['state'];
  /** The cell's own proof that this row has moved, or was decided about; `null` where it has none. */
  readonly proof: RowProof | null;
  /**
   * What the next run does with a live row: `move`, `clean-up` (it has moved), `absorb` (the API database has the
   * same) or `quarantine`; `null` where it does nothing.
   */
  readonly next: 'move' | 'clean-up' | 'absorb' | 'quarantine' | null;
  /** Why it goes into quarantine; else `null`. */
  readonly details: string | null;
}

/** What a cell holds of a group. */
export interface ExplainedCell {
  readonly uuid: string;
  readonly name: string | null;
  /** Sorted by id. */
  readonly rows: readonly ExplainedRow[];
  /** Why the cell could not be asked. */
  readonly error: CellUnavailableError | null;
}

/** Where a group is, how it came there, and what the next run does with it. */
export interface GroupExplanation {
  readonly groupUuid: string;
  /** Whether the API database has it now. */
  readonly isInApi: boolean;
  /** The API database's proof that it has moved, or was destroyed; `null` where it has none. */
  readonly receipt: Receipt | null;
  /** Every cell, sorted by uuid. */
  readonly cells: readonly ExplainedCell[];
  /** What was decided and is to be decided about it, oldest first. */
  readonly quarantine: readonly Quarantined[];
}

const NEXT = { groups: 'move', leftover: 'clean-up', absorbed: 'absorb' } as const;

/**
 * Explains a group: where it lives, its proofs on both sides, its time in quarantine, and what the next run does to it.
 * Changes nothing. A cell that cannot be asked is named.
 *
 * @param groupUuid in any spelling.
 * @throws InvalidInputError if it is empty.
 */
export async function explainGroup(
  deployment: Deployment,
  groupUuid: string,
): Promise<GroupExplanation> {
  const isText = typeof groupUuid === 'string' && groupUuid !== '';
  refuseUnless(isText, 'uuid', groupUuid, "a group's uuid");
  const uuid = canonicalUuid(groupUuid);
  const scope = await readJudgeScope(deployment);
  const found = await findKnownGroups(deployment.api, [uuid, groupUuid]);
  const known = found.get(uuid) ?? found.get(groupUuid);
  const cells = await eachCell(chosenCells(deployment, undefined), async (cell) => {
    const { uuid: cellUuid, name } = cell;
    try {
      return {
        uuid: cellUuid,
        name,
        rows: await explainRows({ ...scope, cell }, uuid),
        error: null,
      };
    } catch (error) {
      return { uuid: cellUuid, name, rows: [], error: missedCell(deployment, cell, error) };
    }
  });
  const quarantine = await listQuarantine(deployment.api, { groupUuid: uuid, resolved: true });
  const { exists: isInApi = false, receipt = null } = known ?? {};
  return { groupUuid: uuid, isInApi, receipt, cells, quarantine };
}

async function explainRows(scope: JudgeScope, uuid: string): Promise<ExplainedRow[]> {
  const { cell, deployment } = scope;
  const { rows, live, withArchive } = await cell.snapshot(async (reader) => {
    const withArchive = await hasArchive(reader);
    const rows = await findGroupRows(reader, uuid, { withArchive });
    const liveIds = rows.filter(({ state }) => state === 'live').map(({ id }) => id);
    return { rows, live: await readLiveGroups(reader, liveIds), withArchive };
  });
  const proofs = await findCellReceipts(
    { cell, deployment, hasArchive: async () => withArchive },
    rows.map(({ id: groupId, uuid: groupUuid }) => ({ groupId, groupUuid })),
  );
  const judged = await judgeGroups(scope, live);
  return rows.map(({ id, state }) => {
    const found = proofs.find(({ cellGroupId }) => cellGroupId === id);
    const proof = found ? proofOf(found) : null;
    const verdict = judged.find(({ group }) => group.id === id)?.verdict;
    const row = { cellGroupId: id, state, proof };
    if (verdict === undefined) return { ...row, next: null, details: null };
    if (typeof verdict === 'string') return { ...row, next: NEXT[verdict], details: null };
    return { ...row, next: 'quarantine', details: verdict.details };
  });
}

function proofOf({ cellUuid, runId, digest }: CellReceipt): RowProof {
  return { cellUuid, runId: runId === NO_RUN ? null : runId, digest };
}
