import { messageOf } from '@cellbridge/database/errors';
import { CellbridgeError, type Quarantined } from '@cellbridge/db-api';
import type { RunReport } from '@cellbridge/migrator';
import type { CellUnavailableError } from '@cellbridge/objects';
import { counted } from './counted.js';
import { plainText } from './plain-text.js';

/** How many quarantined groups are listed; "cellbridge quarantine list" has all. */
const NAMED = 10;

/**
 * What the user should know about a run and do next, a line each.
 *
 * @param cellNames the cells that the user has chosen, as typed; `undefined` for all.
 */
export function adviceFor(
  { outcome, stopped, migrations }: RunReport,
  quarantinedGroups: readonly Quarantined[],
  cellNames: readonly string[] | undefined,
): string[] {
  const lines: string[] = [];
  for (const { error, unavailableCells } of migrations) {
    if (error !== undefined) lines.push(plainText(messageOf(error)));
    for (const cell of unavailableCells) {
      const next = isDown(cell) ? 'run again when it is back' : 'fix that, then run again';
      lines.push(`${plainText(cell.message)} Its groups are not counted; ${next}.`);
    }
  }
  if (quarantinedGroups.length > 0) {
    const named = quarantinedGroups.slice(0, NAMED);
    const more = quarantinedGroups.length - named.length;
    lines.push(`${counted(quarantinedGroups.length, 'group')} cannot move:`);
    lines.push(...named.map(({ groupUuid, reason }) => `  ${groupUuid}  ${reason}`));
    if (more > 0) lines.push(`  ... and ${more} more: see "cellbridge quarantine list".`);
    lines.push('"cellbridge quarantine show UUID" shows both sides; "retry" or "resolve" it then.');
  }
  if (isToGoOn({ outcome, stopped })) {
    lines.push(`${stopped ? 'Stopped. ' : ''}${leftOf(migrations)}; run again to continue.`);
  }
  if (outcome === 'complete') lines.push(nothingLeft(cellNames));
  return lines;
}

/** A run of chosen cells knows nothing about the others. */
function nothingLeft(cellNames: readonly string[] | undefined): string {
  if (cellNames === undefined) return 'Nothing is left to move.';
  const what = cellNames.length === 1 ? 'cell' : 'cells';
  return `Nothing is left to move in ${what} ${cellNames.join(', ')}; "cellbridge status" shows the others.`;
}

/** Whether a cell may come back as it is. One that was too slow has no error of ours as its cause. */
function isDown({ cause }: CellUnavailableError): boolean {
  return !CellbridgeError.isInstance(cause) || cause.isRetryable;
}

/** Whether something is left for another run. */
function isToGoOn({ outcome, stopped }: Pick<RunReport, 'outcome' | 'stopped'>): boolean {
  return outcome === 'more' || (stopped && outcome !== 'complete');
}

function leftOf(migrations: RunReport['migrations']): string {
  if (migrations.some(({ remaining }) => remaining === null)) {
    const silent = migrations.flatMap(({ unavailableCells }) => unavailableCells);
    const names = [...new Set(silent.map(({ cellName, cellUuid }) => cellName ?? cellUuid))];
    if (names.length === 0) return 'Some cells do not report what is left';
    const [what, say] = names.length === 1 ? ['Cell', 'does'] : ['Cells', 'do'];
    return `${what} ${names.join(', ')} ${say} not report what is left`;
  }
  const remaining = migrations.reduce((sum, report) => sum + (report.remaining ?? 0), 0);
  return remaining === 1 ? '1 group is left' : `${remaining} groups are left`;
}
