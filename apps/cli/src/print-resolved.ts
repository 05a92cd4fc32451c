import type { Quarantined } from '@cellbridge/db-api';
import type { Keep, ResolveReport } from '@cellbridge/migrator';
import { CellUnavailableError } from '@cellbridge/objects';
import type { ChosenGroup, ResolutionDocument } from './documents/quarantine-documents.js';
import { EXIT } from './exit-code.js';
import type { Output } from './output.js';

/** Which side is kept, of which entries. */
interface Decision {
  readonly keep: Keep;
  readonly by: string;
  readonly uuids: readonly string[];
  readonly entries: readonly Quarantined[];
  /** The name of a cell, if it has one. */
  readonly nameOf: (cellUuid: string) => string | null;
}

/** Prints what a resolution would change. @returns the exit code. */
export function printDryRun(output: Output<ResolutionDocument>, decision: Decision): number {
  const { entries, keep, nameOf } = decision;
  output.document(documentOf(decision, { dryRun: true }));
  if (entries.length > 0) {
    output.table(
      ['UUID', 'Cell', 'Reason'],
      entries.map(({ groupUuid, cellUuid, reason }) => [
        groupUuid,
        nameOf(cellUuid) ?? cellUuid,
        reason,
      ]),
    );
  }
  output.line(`${entries.length} would be resolved: ${keep}. Nothing was changed.`);
  return EXIT.done;
}

/** Prints which entries were resolved, and which were not. @returns the exit code. */
export function printResolved(
  output: Output<ResolutionDocument>,
  decision: Decision,
  report: ResolveReport,
): number {
  const { uuids, keep, nameOf, entries } = decision;
  const { resolved, failed, stopped } = report;
  output.document(documentOf(decision, { dryRun: false, ...report }));
  if (failed.length > 0) {
    output.table(
      ['Not resolved', 'Cell', 'Why'],
      failed.map(({ entry, error }) => [
        entry.groupUuid,
        nameOf(entry.cellUuid) ?? entry.cellUuid,
        error.message,
      ]),
    );
  }
  if (entries.length === 0) output.line('None of these groups is in quarantine.');
  else if (uuids.length === 1) output.line(`Group ${uuids[0]} has been resolved: ${keep}.`);
  else {
    const have = resolved.length === 1 ? 'has' : 'have';
    output.line(`${resolved.length} of ${entries.length} ${have} been resolved: ${keep}.`);
  }
  if (stopped) output.line('Stopped. Run it again to continue.');
  if (resolved.length > 0) {
    const cells = resolved.length === 1 ? 'its cell' : 'their cells';
    output.line(`"cellbridge db online-data-migrations" finishes ${cells}.`);
  }
  if (stopped) return EXIT.more;
  if (failed.some(({ error }) => CellUnavailableError.isInstance(error))) return EXIT.unavailable;
  return failed.length > 0 ? EXIT.quarantined : EXIT.done;
}

function documentOf(
  { uuids, keep, by, entries, nameOf }: Decision,
  result: { dryRun: boolean } & Partial<ResolveReport>,
): ResolutionDocument {
  const { dryRun, resolved = [], failed = [], stopped = false } = result;
  const group = ({ groupUuid, cellUuid, cellGroupId, reason }: Quarantined): ChosenGroup => {
    return { groupUuid, cellUuid, cellName: nameOf(cellUuid), cellGroupId, reason };
  };
  return {
    uuid: uuids.length === 1 ? (uuids[0] ?? null) : null,
    keep,
    by,
    dryRun,
    stopped,
    selected: entries.map(group),
    resolved: resolved.map(group),
    failed: failed.map(({ entry, error }) => {
      const { code, message } = error;
      return { ...group(entry), error: { code, message } };
    }),
  };
}
