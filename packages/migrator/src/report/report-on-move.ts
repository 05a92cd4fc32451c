import { listQuarantine } from '@cellbridge/db-api';
import { type Deployment, now, refuseUnless, toIso } from '@cellbridge/objects';
import { checkCells, checkFunction, checkOptions, checkSignal } from '../check-options.js';
import { chosenCells } from '../chosen-cells.js';
import { statusDocument } from '../documents/status-document.js';
import { migrationStatus } from '../status.js';
import type { VerifyOptions } from '../verify/verify-deployment.js';
import { nameOfCells } from './cell-names.js';
import type { MoveReport } from './move-report.js';
import { reportEvents } from './report-events.js';
import { reportQuarantine } from './report-quarantine.js';
import { reportReceipts } from './report-receipts.js';
import { reportRuns } from './report-runs.js';
import { reportUncounted } from './report-uncounted.js';
import { recordedVerification, verifyForReport } from './report-verification.js';

/** How many runs a report lists. */
const MOST_RUNS = 500;

/** What a report is of, and what it holds beside what the databases know. */
export interface ReportOptions extends Pick<VerifyOptions, 'signal'> {
  /** The uuids or names of the cells; default: all. */
  readonly cells?: readonly string[] | undefined;
  /** Files that `--events` of runs has written: they tell what the databases do not keep. */
  readonly events?: readonly string[] | undefined;
  /** Verifies the deployment for the report, which may take hours; or the path of a proof file, whose verification it shows. */
  readonly verification?: 'now' | { readonly proof: string } | undefined;
  /** Called as the verification goes on; an error that it throws becomes a Node.js warning. */
  readonly onVerify?: VerifyOptions['onProgress'];
}

/**
 * Gathers how the move of instance groups went, and how it stands: from the receipts, from the files of events, and from the
 * cells. Changes nothing. A cell that cannot be asked is named.
 *
 * @returns `undefined` if the signal ended it before the end.
 * @throws InvalidInputError if an option makes no sense, there is no such cell, or a file cannot be read.
 */
export async function reportOnMove(
  deployment: Deployment,
  options: ReportOptions = {},
): Promise<MoveReport | undefined> {
  checkReportOptions(options);
  const { cells, events: files = [], verification: wished, signal, onVerify } = options;
  await deployment.knownCells.upToDate();
  const cellUuids = new Set(chosenCells(deployment, cells).map(({ uuid }) => uuid));
  const isPart = cells !== undefined;
  // What is wrong with a file shows before the groups are counted.
  const gathered = files.length > 0 ? await reportEvents(files, { cellUuids, isPart }) : undefined;
  const recorded = typeof wished === 'object' ? await recordedVerification(wished.proof) : null;
  const status = await migrationStatus(deployment, { cells: [...cellUuids] });
  if (signal?.aborted) return undefined;

  const nameOf = nameOfCells(deployment);
  const { api } = deployment;
  const { hours, otherHours, timeline } = await reportReceipts(api, cellUuids, nameOf);
  const migrators = status.cells.flatMap((cell) => cell.migrators);
  const lost = [
    ...migrators.filter(({ state }) => state === 'lost').map(({ runId }) => runId),
    ...(gathered?.lostRunIds ?? []),
  ];
  const known = { nameOf, events: gathered?.runs, lostRunIds: new Set(lost) };
  const runs = reportRuns(hours, known);
  const undated = hours.filter(({ from }) => from === null);
  const entries = await listQuarantine(api, { resolved: false });
  const own = entries.filter(({ cellUuid }) => cellUuids.has(cellUuid));
  const others = entries.filter(({ cellUuid }) => !cellUuids.has(cellUuid));
  const quarantine = await reportQuarantine(deployment, own, nameOf);
  if (signal?.aborted) return undefined;

  const verification =
    wished === 'now'
      ? await verifyForReport(deployment, { cells, signal, onProgress: onVerify })
      : recorded;
  if (verification === undefined) return undefined;
  return {
    createdAt: toIso(now()) ?? '',
    status: statusDocument(status, deployment.cells),
    runs: runs.slice(-MOST_RUNS),
    runsInAll: runs.length,
    timeline,
    undated: undated.reduce((sum, { groups }) => sum + groups, 0),
    events: gathered?.events ?? null,
    quarantine,
    uncounted: isPart ? null : reportUncounted(otherHours, others),
    verification,
  };
}

function checkReportOptions(options: ReportOptions): void {
  checkOptions(options);
  const { cells, events, verification, signal, onVerify } = options;
  checkCells(cells);
  checkSignal(signal);
  checkFunction('onVerify', onVerify);
  refuseUnless(events === undefined || Array.isArray(events), 'events', events, 'a list of paths');
  const isKnown =
    verification === undefined ||
    verification === 'now' ||
    typeof Object(verification).proof === 'string';
  refuseUnless(isKnown, 'verification', verification, '"now", or { proof: the path of a file }');
}
