import type { ProgressEvent, WaitEvent } from '@cellbridge/migrator';
import type { Log, LogLevel } from './log.js';

/**
 * Returns what logs the events of a run but its batches. That services wait is not worth a line for people: it comes and
 * goes, and `status` shows it.
 *
 * @param isAlone whether the log has to tell by itself what fails; else the command prints it at its end.
 */
export function eventLogger(log: Log, isAlone: boolean): (event: ProgressEvent) => void {
  /** Why work in a cell is held back. */
  const held = new Map<string | undefined, Set<'resting' | 'other'>>();
  const isOfRest = ({ state, cellUuid }: WaitEvent): boolean => {
    const reasons = held.get(cellUuid) ?? new Set();
    held.set(cellUuid, reasons);
    if (state !== 'moving') {
      const reason = state === 'resting' ? 'resting' : 'other';
      reasons.add(reason);
      return reason === 'resting';
    }
    // What people were told of ends first.
    return !reasons.delete('other') && reasons.delete('resting');
  };
  const levelOf = (event: ProgressEvent): LogLevel => {
    switch (event.type) {
      case 'lost':
        return 'warn';
      case 'wait':
        return isOfRest(event) ? 'debug' : 'info';
      case 'error':
        return isAlone ? 'error' : 'debug';
      case 'cell':
        if (!isAlone || event.error === null) return 'debug';
        return event.state === 'failed' ? 'error' : 'warn';
      case 'quarantined':
        return isAlone && event.isNew ? 'warn' : 'debug';
      default:
        return 'debug';
    }
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
