import { type MeterProvider, metrics } from '@opentelemetry/api';
import type { EventCell } from '../events/migration-event.js';
import type { ProgressEvent } from '../events/progress-event.js';
import { cellAttributes } from './cell-attributes.js';
import { SCOPE } from './scope.js';

/** The upper bounds of the buckets of batch times, in seconds: a batch takes a quarter of a second, or less. */
const BATCH_SECONDS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

/**
 * Returns what counts the events of runs, as metrics of OpenTelemetry. Without a provider that the program has set up, it
 * does nothing.
 *
 * @param provider default: the global one.
 */
export function countEvents(
  provider: MeterProvider = metrics.getMeterProvider(),
): (event: ProgressEvent) => void {
  const meter = provider.getMeter(SCOPE);
  const groups = { unit: '{group}' };
  const found = meter.createCounter('cellbridge.groups.found', {
    ...groups,
    description: 'Groups that were to be moved.',
  });
  const moved = meter.createCounter('cellbridge.groups.moved', {
    ...groups,
    description: 'Groups that were moved.',
  });
  const quarantined = meter.createCounter('cellbridge.groups.quarantined', {
    ...groups,
    description: 'Groups that went into quarantine.',
  });
  const batches = meter.createHistogram('cellbridge.batch.duration', {
    unit: 's',
    description: 'How long batches took.',
    advice: { explicitBucketBoundaries: BATCH_SECONDS },
  });
  const waits = meter.createCounter('cellbridge.waits', {
    description: 'How often a run was held back, by the reason.',
  });
  const lost = meter.createCounter('cellbridge.migrators.lost', {
    description: 'Runs that were found lost.',
  });
  const errors = meter.createCounter('cellbridge.errors', {
    description: 'Migrations that failed, by the code of the error.',
  });
  const runs = meter.createCounter('cellbridge.runs', {
    description: 'Runs that ended, by their outcome.',
  });
  return (event) => {
    switch (event.type) {
      case 'batch':
        found.add(event.found, cellOf(event));
        moved.add(event.done, cellOf(event));
        if (event.seconds !== null) batches.record(event.seconds, cellOf(event));
        break;
      case 'quarantined':
        if (event.isNew) quarantined.add(1, { ...cellOf(event), reason: event.reason });
        break;
      case 'wait':
        if (event.state !== 'moving') waits.add(1, { ...cellOf(event), state: event.state });
        break;
      case 'lost':
        lost.add(1, cellOf(event));
        break;
      case 'error':
        errors.add(1, { code: event.code ?? 'UNKNOWN' });
        break;
      case 'finished':
        runs.add(1, { outcome: event.outcome });
        break;
      default:
    }
  };
}

/** The attributes that name the cell of an event; none where it has none. */
function cellOf({ cellUuid, cellName }: Partial<EventCell>): Record<string, string> {
  return cellUuid === undefined ? {} : cellAttributes({ uuid: cellUuid, name: cellName ?? null });
}
