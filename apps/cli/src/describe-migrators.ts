import { type CellSteering, describeDuration, type LastBatch } from '@cellbridge/migrator';
import { cellLabel } from '@cellbridge/objects';
import { counted } from './counted.js';

/** What the runs in a cell do: a line each. */
export function describeMigrators(cell: CellSteering): string[] {
  return cell.migrators.map((migrator) => {
    const { state, host, pid, silentSeconds, batchGroups, reason, hasObeyed, lastBatch } = migrator;
    const who = `${cellLabel(cell)}: process ${pid} on ${host}`;
    const silence = describeDuration(silentSeconds);
    if (state === 'lost') return `${who} is lost: no sign of life for ${silence}.`;
    const most = counted(batchGroups, 'group');
    const size = state === 'moving' ? ` A batch holds ${most} at most.` : '';
    const why = reason === null ? '' : ` ${reason}`;
    const obeys = hasObeyed ? '' : ' It has not read the latest change yet.';
    const last = lastBatch === null ? '' : ` ${describeBatch(lastBatch)}`;
    return `${who} is ${state}; its last sign of life was ${silence} ago.${why}${size}${last}${obeys}`;
  });
}

function describeBatch({ groups, at }: LastBatch): string {
  const when = at === null ? '' : ` at ${at.slice(11, 19)} UTC`;
  return `Its last batch moved ${counted(groups, 'group')}${when}.`;
}
