import type { Quarantined, QuarantineReason } from '@cellbridge/db-api';
import {
  type Keep,
  listQuarantined,
  type ResolveReport,
  resolveEntries,
} from '@cellbridge/migrator';
import { CellUnavailableError, type Deployment } from '@cellbridge/objects';
import type { Invocation } from './command.js';
import { withDeployment } from './deployment.js';
import { EXIT } from './exit-code.js';
import type { Output } from './output.js';
import { UsageError } from './usage-error.js';

/** What was decided, and about which entries. */
interface Decision {
  readonly keep: Keep;
  readonly by: string;
  readonly uuids: readonly string[];
  readonly entries: readonly Quarantined[];
  /** The name of a cell, if it has one. */
  readonly nameOf: (cellUuid: string) => string | null;
}

/** Resolves quarantined groups: those that are named, or all that an option selects. */
export async function resolveQuarantine(invocation: Invocation): Promise<number> {
  const { io, options, output } = invocation;
  const uuids = invocation.arguments;
  checkSelection(invocation);
  return await withDeployment(invocation, async (deployment) => {
    const entries = await listQuarantined(deployment, {
      groupUuids: uuids.length > 0 ? uuids : undefined,
      cell: options.cell as string | undefined,
      reason: options.reason as QuarantineReason | undefined,
    });
    const nameOf = (cellUuid: string) =>
      deployment.cells.find(({ uuid }) => uuid === cellUuid)?.name ?? null;
    const keep = options.keep as Keep;
    const decision: Decision = { keep, by: io.userName, uuids, entries, nameOf };
    checkSides(decision);
    if (options.dryRun) return printDryRun(output, decision);
    checkCount(invocation, entries.length);
    const report = await decide(deployment, decision, io.interruption());
    return printReport(output, decision, report);
  });
}

function checkSelection({ arguments: uuids, options }: Invocation): void {
  if (uuids.length > 0 && options.all) {
    throw new UsageError('Groups are named, and --all is given; leave out one of them.');
  }
  if (uuids.length > 0 || options.all || options.cell || options.reason) return;
  throw new UsageError('Name the groups by their uuids, or select them: --all, --cell, --reason.');
}

/** Which of two cells had the last word would be chance. */
function checkSides({ keep, entries }: Decision): void {
  if (keep !== 'cell') return;
  const seen = new Set<string>();
  for (const { groupUuid } of entries) {
    if (seen.has(groupUuid)) {
      throw new UsageError(
        `Group ${groupUuid} is in quarantine in several cells; say with --cell whose side stays.`,
      );
    }
    seen.add(groupUuid);
  }
}

/** What is selected and not named may be more than somebody thinks. */
function checkCount({ arguments: uuids, options }: Invocation, count: number): void {
  const confirmed = options.confirm as number | undefined;
  if (confirmed === count) return;
  const found = count === 1 ? '1 group is' : `${count} groups are`;
  if (confirmed !== undefined) {
    throw new UsageError(
      `--confirm is ${confirmed}, and ${found} in quarantine here; nothing was changed. --dry-run lists them.`,
    );
  }
  if (uuids.length > 0 || count === 0) return;
  throw new UsageError(
    `${found} in quarantine here; nothing was changed. Look at them with --dry-run, then add --confirm ${count}.`,
  );
}

async function decide(
  deployment: Deployment,
  { keep, by, uuids, entries }: Decision,
  signal: AbortSignal,
): Promise<ResolveReport> {
  const [uuid, ...others] = uuids;
  const report = await resolveEntries(deployment, entries, { keep, by, signal });
  // The command is about one group: it fails as that does.
  const [failure] = report.failed;
  if (uuid !== undefined && others.length === 0 && failure) throw failure.error;
  return report;
}

function printDryRun(output: Output, decision: Decision): number {
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

function printReport(output: Output, decision: Decision, report: ResolveReport): number {
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
  const [uuid, ...others] = uuids;
  if (entries.length === 0) output.line('Nothing of that is in quarantine.');
  else if (uuid !== undefined && others.length === 0) {
    output.line(`Group ${uuid} has been resolved: ${keep}.`);
  } else
    output.line(
      `${resolved.length} of ${entries.length} ${resolved.length === 1 ? 'has' : 'have'} been resolved: ${keep}.`,
    );
  if (stopped) output.line('Stopped. Run it again to go on.');
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
) {
  const { dryRun, resolved = [], failed = [], stopped = false } = result;
  const group = ({ groupUuid, cellUuid, cellGroupId, reason }: Quarantined) => {
    return { groupUuid, cellUuid, cellName: nameOf(cellUuid), cellGroupId, reason };
  };
  return {
    uuid: uuids.length === 1 ? uuids[0] : null,
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
