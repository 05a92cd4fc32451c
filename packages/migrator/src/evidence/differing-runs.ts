import { summarizeReceiptsByRun } from '@cellbridge/db-api';
import { type RunSummary, summarizeCellReceipts } from '@cellbridge/db-cell';
import type { Cell, Deployment } from '@cellbridge/objects';

/** The runs of which the two sides do not count the same groups, as each side knows them. */
export interface DifferingRuns {
  /** See {@link runKey}. */
  readonly inCell: ReadonlySet<string>;
  readonly inApi: ReadonlySet<string>;
}

/** Names a run that has moved groups from a cell, whatever uuid the cell had then. */
export function runKey({ cellUuid, runId }: Pick<RunSummary, 'cellUuid' | 'runId'>): string {
  return `${cellUuid} ${runId}`;
}

/** Compares the receipts of both sides by a count and a sum for each run: one statement on each. */
export async function findDifferingRuns(
  { api }: Deployment,
  cell: Cell,
  { withArchive }: { withArchive: boolean },
): Promise<DifferingRuns> {
  const inCell = await cell.snapshot((reader) => summarizeCellReceipts(reader, { withArchive }));
  const ofApi = await summarizeReceiptsByRun(api, cell.uuid);
  const inApi = ofApi.map((run) => ({ ...run, cellUuid: cell.uuid }));
  return { inCell: withoutSame(inCell, inApi), inApi: withoutSame(inApi, inCell) };
}

function withoutSame(runs: readonly RunSummary[], others: readonly RunSummary[]): Set<string> {
  const known = new Map(others.map((run) => [runKey(run), run]));
  const differing = runs.filter((run) => {
    const other = known.get(runKey(run));
    return other?.groups !== run.groups || other.idSum !== run.idSum;
  });
  return new Set(differing.map(runKey));
}
