import type { ArchiveReport, CellArchive, KeptReason } from '@cellbridge/migrator';
import { cellLabel } from '@cellbridge/objects';
import { counted } from './counted.js';
import { eachSecond } from './each-second.js';
import type { Output } from './output.js';

/** How many groups that stay people are shown; `--json` has more. */
const MOST_LISTED = 5;

/** Why groups stay, and what to do about it. */
const KEPT: Readonly<Record<KeptReason, string>> = {
  liveRows:
    'a policy or member is still live; "cellbridge db online-data-migrations" moves what is stranded, and "cellbridge db verify" names orphans',
  oneSided:
    'only one side proves the move; "cellbridge status --check" names the groups and what to do',
  idTaken:
    'a shadow table has another row with the same id; purge the shadow tables once "cellbridge db verify" ends with 0',
};

/** Prints progress beside the result, once a second. */
export function showProgress(output: Output): (cell: CellArchive) => void {
  return eachSecond((cell) => {
    output.progress(`${cellLabel(cell)}: ${counted(cell.groups, 'group')} archived so far.`);
  });
}

/** Prints what was archived, and what stays. */
export function printArchive(output: Output, report: ArchiveReport): void {
  const { cells, outcome, unavailableCells } = report;
  output.table(
    ['Cell', 'Groups', 'Policies', 'Members', 'Groups that stay'],
    cells.map((cell) => {
      const stay = cell.kept.reduce((sum, { groups }) => sum + groups, 0);
      return [cellLabel(cell), cell.groups, cell.policies, cell.members, stay];
    }),
  );
  for (const cell of cells) for (const line of describeKept(cell)) output.line(line);
  for (const { message } of unavailableCells) output.line(message);
  if (outcome === 'stopped') output.line('Stopped. Run it again to continue.');
  if (outcome === 'more') output.line('Stopped at --max-rows. Run it again to continue.');
  if (outcome === 'complete') output.line('Nothing more can be archived now.');
}

function describeKept(cell: CellArchive): string[] {
  return cell.kept.map(({ reason, groups, groupUuids }) => {
    const rest = groups > MOST_LISTED ? ' and others' : '';
    const named = `${groupUuids.slice(0, MOST_LISTED).join(', ')}${rest}`;
    const stay = `${counted(groups, 'group')} ${groups === 1 ? 'stays' : 'stay'}`;
    return `${cellLabel(cell)}: ${stay}: ${KEPT[reason]}: ${named}.`;
  });
}
