import type { ProgressEvent } from '@cellbridge/migrator';
import type { Log, LogLevel } from './log.js';

/**
 * Returns what logs the events of a run but its batches. That services wait is not worth a line for people: it comes and
 * goes, and `status` shows it.
 */
export function eventLogger(log: Log): (event: ProgressEvent) => void {
  const resting = new Set<string | undefined>();
  const isOfRest = (event: ProgressEvent & { readonly type: 'wait' }): boolean => {
    if (event.state !== 'resting') return resting.delete(event.cellUuid);
    resting.add(event.cellUuid);
    return true;
  };
  const levelOf = (event: ProgressEvent): LogLevel => {
    if (event.type === 'lost') return 'warn';
    return event.type === 'wait' && !isOfRest(event) ? 'info' : 'debug';
  };
  return (event) => {
    const text = describeEvent(event);
    if (text !== undefined) log.write(levelOf(event), text, { isNow: true, fields: { event } });
  };
}

/** An event in a sentence; `undefined` for what progress shows. */
function describeEvent(event: ProgressEvent): string | undefined {
  switch (event.type) {
    case 'wait':
      return event.reason;
    case 'lost': {
      const { host, pid, heartbeatAt } = event.lost;
      const last = heartbeatAt === null ? '' : ` at ${heartbeatAt.slice(0, 19)}Z`;
      return `${nameOf(event)}: this run takes the place of process ${pid} on ${host}, which gave its last sign of life${last}.`;
    }
    case 'cell':
      return `${nameOf(event)}: ${event.state}.${event.error === null ? '' : ` ${event.error}`}`;
    case 'quarantined':
      return `${nameOf(event)}: group ${event.groupUuid} ${event.isNew ? 'goes into' : 'stays in'} quarantine (${event.reason}): ${event.details}`;
    case 'error':
      return event.message;
    case 'finished':
      return `The run has ended: ${event.outcome}.`;
    default:
      return undefined;
  }
}

function nameOf({ cellName, cellUuid }: { cellName: string | null; cellUuid: string }): string {
  return cellName ?? cellUuid;
}
