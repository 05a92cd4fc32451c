import { cellLabel } from '@cellbridge/objects';
import type { ExplainedRow, RowProof } from '../explain/explain-group.js';
import type { ExplanationDocument } from './explanation-document.js';
import { secondOf } from './second-of.js';

/** Up to how many cells without a trace of the group are named one by one. */
const FEW_CELLS = 10;

/** Puts into words where a group is and what the next run does with it: a line for each place. */
export function describeExplanation(explanation: ExplanationDocument): string[] {
  const { cells, unavailableCells, quarantine } = explanation;
  const labels = new Map(cells.map((cell) => [cell.uuid, cellLabel(cell)]));
  const labelOf = (uuid: string) => labels.get(uuid) ?? uuid;
  const hasNothing = ({ uuid, rows }: ExplanationDocument['cells'][number]) =>
    rows.length === 0 && !unavailableCells.some((cell) => cell.uuid === uuid);
  const without = cells.filter(hasNothing);
  const areMany = without.length > FEW_CELLS;
  const moving = cells.flatMap(({ rows }) => rows.filter(({ next }) => next === 'move'));
  return [
    `API database: ${describeApi(explanation, labelOf)}`,
    ...(areMany ? cells.filter((cell) => !hasNothing(cell)) : cells).flatMap(({ uuid, rows }) => {
      const missed = unavailableCells.find((cell) => cell.uuid === uuid);
      if (missed) return [missed.message];
      if (rows.length === 0) return [`${labelOf(uuid)}: it is not there.`];
      return rows.map((row) => `${labelOf(uuid)}: row ${row.cellGroupId} is ${describeRow(row)}`);
    }),
    ...(areMany
      ? [
          `${without.length} ${without.length < cells.length ? 'other ' : ''}cells: it is not there.`,
        ]
      : []),
    ...(moving.length > 1
      ? [
          'It is live in several cells: the first row that moves wins; another one ends if it is the same, else it goes into quarantine.',
        ]
      : []),
    ...quarantine.map(({ cellUuid, cellGroupId, reason, createdAt, resolution, resolvedBy }) => {
      const end = resolution === null ? 'it is still there' : `${resolution}, by ${resolvedBy}`;
      return `Quarantine: row ${cellGroupId} of ${labelOf(cellUuid)} since ${secondOf(createdAt)} (${reason}); ${end}.`;
    }),
  ];
}

/** Whether no database that answers knows the group. */
export function isUnknownGroup({
  isInApi,
  receipt,
  cells,
  quarantine,
}: Pick<ExplanationDocument, 'isInApi' | 'receipt' | 'cells' | 'quarantine'>): boolean {
  const rows = cells.flatMap((cell) => cell.rows);
  return !isInApi && receipt === null && rows.length + quarantine.length === 0;
}

function describeApi(
  { isInApi, receipt }: ExplanationDocument,
  labelOf: (cellUuid: string) => string,
): string {
  if (!receipt) return isInApi ? 'it is there, and was made there.' : 'it is not there.';
  const { cellUuid, cellGroupId, digest, movedAt, destroyedAt, changed, runId } = receipt;
  if (digest === '') return `it was destroyed at ${secondOf(movedAt)}.`;
  const moved = `It moved from row ${cellGroupId} of ${labelOf(cellUuid)} at ${secondOf(movedAt)}, in run ${runId}.`;
  const fields = changed.length > 0 ? ` Changed since: ${changed.join(', ')}.` : '';
  if (destroyedAt === null) {
    return isInApi ? `it is there. ${moved}${fields}` : `it has lost the group. ${moved}`;
  }
  const another = isInApi ? ' Another group of this uuid is there.' : '';
  return `it was destroyed at ${secondOf(destroyedAt)}. ${moved}${another}`;
}

const STATES = {
  live: 'live',
  ended: 'soft-deleted',
  archived: 'in the shadow table',
  invalid: 'neither live nor soft-deleted: its deleted is NULL',
} as const;

const NEXT = {
  move: 'The next run moves it.',
  'clean-up': 'It has moved, and the next run cleans it up.',
  absorb: 'The API database has the same group: the next run soft-deletes the row.',
  quarantine: 'The next run puts it into quarantine.',
} as const;

function describeRow({ state, proof, next, details }: ExplainedRow): string {
  const proved = proof ? ` ${describeProof(proof)}` : '';
  const then = next === null ? '' : ` ${NEXT[next]}`;
  return `${STATES[state]}.${proved}${then}${details === null ? '' : ` ${details}`}`;
}

function describeProof({ runId }: RowProof): string {
  return runId === null
    ? 'A decision about its quarantine ended it.'
    : `The cell proves that it moved in run ${runId}.`;
}
