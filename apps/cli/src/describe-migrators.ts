import type { CellSteering } from '@cellbridge/migrator';
import { cellLabel } from '@cellbridge/objects';
import { counted } from './counted.js';
import { duration } from './output.js';

/** What the runs in a cell do: a line each. */
export function describeMigrators(cell: CellSteering): string[] {
  return cell.migrators.map((migrator) => {
    const { state, host, pid, silentSeconds, batchGroups, reason, hasObeyed } = migrator;
    const who = `${cellLabel(cell)}: process ${pid} on ${host}`;
    const silence = duration(silentSeconds);
    if (state === 'lost') return `${who} is lost: no sign of life for ${silence}.`;
    const most = counted(batchGroups, 'group');
    const size = state === 'moving' ? ` A batch holds ${most} at most.` : '';
    const why = reason === null ? '' : ` ${reason}`;
    const obeys = hasObeyed ? '' : ' It has not read the latest change yet.';
    return `${who} is ${state}; its last sign of life was ${silence} ago.${why}${size}${obeys}`;
  });
}
