import type { ExplainedCell, ExplainedRow, GroupExplanation, RowProof } from '@cellbridge/migrator';
import { defineCommand } from '../command.js';
import { CELL_DB_OPTION } from '../common-options.js';
import { EXIT } from '../exit-code.js';
import { UsageError } from '../usage-error.js';

export const explain = defineCommand({
  path: ['explain'],
  description: 'show where a group is, how it came there, and what the next run does with it',
  arguments: { uuid: { description: "the group's uuid" } },
  options: { cellDb: CELL_DB_OPTION },
  examples: ['cellbridge explain 0f8a5f3e-6f0c-4d3a-9a53-6a8a3a0d2f11'],
  async handler(invocation) {
    const { explainGroup, explanationDocument } = await import('@cellbridge/migrator');
    const { cellLabel } = await import('@cellbridge/objects');
    const { withDeployment } = await import('../deployment.js');
    const { output } = invocation;
    const explanation = await withDeployment(invocation, (deployment) =>
      explainGroup(deployment, invocation.arguments.uuid),
    );
    const { cells, quarantine } = explanation;
    const missed = cells.flatMap(({ error }) => error ?? []);
    if (missed.length === 0 && isUnknown(explanation)) {
      throw new UsageError(`No database knows group ${explanation.groupUuid}; check the uuid.`);
    }
    output.document(explanationDocument(explanation));
    const labels = new Map(cells.map((cell) => [cell.uuid, cellLabel(cell)]));
    const labelOf = (uuid: string) => labels.get(uuid) ?? uuid;
    output.line(`Group ${explanation.groupUuid}`);
    output.line(`API database: ${describeApi(explanation, labelOf)}`);
    for (const cell of cells) for (const line of describeCell(cell, labelOf)) output.line(line);
    const moving = cells.flatMap(({ rows }) => rows.filter(({ next }) => next === 'move'));
    if (moving.length > 1) {
      output.line(
        'It is live in several cells: the first row that moves wins; another one ends if it is the same, else it goes into quarantine.',
      );
    }
    for (const { cellUuid, cellGroupId, reason, createdAt, resolution, resolvedBy } of quarantine) {
      const end = resolution === null ? 'it is still there' : `${resolution}, by ${resolvedBy}`;
      output.line(
        `Quarantine: row ${cellGroupId} of ${labelOf(cellUuid)} since ${time(createdAt)} (${reason}); ${end}.`,
      );
    }
    return missed.length > 0 ? EXIT.unavailable : EXIT.done;
  },
});

function isUnknown({ isInApi, receipt, cells, quarantine }: GroupExplanation): boolean {
  const rows = cells.flatMap((cell) => cell.rows);
  return !isInApi && receipt === null && rows.length + quarantine.length === 0;
}

type LabelOf = (cellUuid: string) => string;

function describeApi({ isInApi, receipt }: GroupExplanation, labelOf: LabelOf): string {
  if (!receipt) return isInApi ? 'it is there, and was made there.' : 'it is not there.';
  const { cellUuid, cellGroupId, digest, movedAt, destroyedAt, changed, runId } = receipt;
  if (digest === '') return `it was destroyed at ${time(movedAt)}.`;
  const moved = `It moved from row ${cellGroupId} of ${labelOf(cellUuid)} at ${time(movedAt)}, in run ${runId}.`;
  const fields = changed.length > 0 ? ` Changed since: ${changed.join(', ')}.` : '';
  if (destroyedAt === null) {
    return isInApi ? `it is there. ${moved}${fields}` : `it has lost the group. ${moved}`;
  }
  const another = isInApi ? ' Another group of this uuid is there.' : '';
  return `it was destroyed at ${time(destroyedAt)}. ${moved}${another}`;
}

function describeCell({ uuid, rows, error }: ExplainedCell, labelOf: LabelOf): string[] {
  const name = labelOf(uuid);
  if (error !== null) return [error.message];
  if (rows.length === 0) return [`${name}: it is not there.`];
  return rows.map((row) => `${name}: row ${row.cellGroupId} is ${describeRow(row)}`);
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

/** A time stamp of a database, to the second. */
function time(stamp: string): string {
  return `${stamp.slice(0, 19)} UTC`;
}
