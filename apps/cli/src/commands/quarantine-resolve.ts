import { defineCommand } from '../command.js';
import { CELL_DB_OPTION, REASON_OPTION } from '../common-options.js';
import { wholeNumber } from '../parse.js';
import { UsageError } from '../usage-error.js';

export const quarantineResolve = defineCommand({
  path: ['quarantine', 'resolve'],
  description: 'decide which side of quarantined groups to keep',
  arguments: { uuids: { description: 'uuids of groups', isVariadic: true, isOptional: true } },
  options: {
    cellDb: CELL_DB_OPTION,
    keep: {
      value: 'SIDE',
      description:
        "api: the API database's; cell: the cell's; merge: the API database's, with the cell's members, and its policies if there are none",
      choices: ['api', 'cell', 'merge'],
      isRequired: true,
    },
    all: { description: 'all groups in quarantine' },
    cell: { value: 'NAME', description: 'only those of this cell' },
    reason: REASON_OPTION,
    dryRun: { description: 'list the groups, and change nothing' },
    confirm: {
      value: 'N',
      description: 'how many groups there are; required unless they are named by uuid',
      parse: wholeNumber,
    },
  },
  examples: [
    'cellbridge quarantine resolve 0f8a5f3e-6f0c-4d3a-9a53-6a8a3a0d2f11 --keep merge',
    'cellbridge quarantine resolve --keep api --cell cell1 --reason different --dry-run',
    'cellbridge quarantine resolve --keep api --cell cell1 --reason different --confirm 37',
  ],
  async handler(invocation) {
    const { checkKeptSide, listQuarantined, resolveEntries } = await import('@cellbridge/migrator');
    const { withDeployment } = await import('../deployment.js');
    const { printDryRun, printResolved } = await import('../print-resolved.js');
    const { io, options, output } = invocation;
    const { uuids } = invocation.arguments;
    const { keep, cell, reason, dryRun, confirm } = options;
    checkSelection(uuids, options);
    return await withDeployment(invocation, async (deployment) => {
      const groupUuids = uuids.length > 0 ? uuids : undefined;
      const entries = await listQuarantined(deployment, { groupUuids, cell, reason });
      const nameOf = (cellUuid: string) =>
        deployment.cells.find(({ uuid }) => uuid === cellUuid)?.name ?? null;
      const by = io.userName;
      const decision = { keep, by, uuids, entries, nameOf };
      checkKeptSide(entries, keep);
      if (dryRun) return printDryRun(output, decision);
      checkCount(entries.length, { confirm, isNamed: uuids.length > 0 });
      const signal = io.heedInterruption();
      const report = await resolveEntries(deployment, entries, { keep, by, signal });
      // A command about one group fails as that group does.
      const [failure] = report.failed;
      if (uuids.length === 1 && failure) throw failure.error;
      return printResolved(output, decision, report);
    });
  },
});

function checkSelection(
  uuids: readonly string[],
  { all, cell, reason }: { all: boolean; cell: string | undefined; reason: string | undefined },
): void {
  if (uuids.length > 0 && all) {
    throw new UsageError('Groups are named, and --all is given; leave out one of them.');
  }
  if (uuids.length > 0 || all || cell || reason) return;
  throw new UsageError('Name the groups by their uuids, or select them: --all, --cell, --reason.');
}

/** A selection may match more groups than the user thinks. */
function checkCount(
  count: number,
  { confirm, isNamed }: { confirm: number | undefined; isNamed: boolean },
): void {
  if (confirm === count) return;
  const found = count === 1 ? '1 group is' : `${count} groups are`;
  if (confirm !== undefined) {
    throw new UsageError(
      `--confirm is ${confirm}, and ${found} in quarantine here; nothing was changed. --dry-run lists them.`,
    );
  }
  if (isNamed || count === 0) return;
  throw new UsageError(
    `${found} in quarantine here; nothing was changed. Look at them with --dry-run, then add --confirm ${count}.`,
  );
}
