import { type MeterProvider, metrics } from '@opentelemetry/api';
import type { EventCell } from '../events/migration-event.js';
import type { EventOfMigration, ProgressEvent } from '../events/progress-event.js';
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
  const found = meter.createCounter('cellbridge.groups.found', {
    description: 'Records that were to be moved: groups, of the migration of groups.',
  });
  const moved = meter.createCounter('cellbridge.groups.moved', {
    description: 'Records that were moved.',
  });
  const quarantined = meter.createCounter('cellbridge.groups.quarantined', {
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
        found.add(event.found, attributesOf(event));
        moved.add(event.done, attributesOf(event));
        if (event.seconds !== null) batches.record(event.seconds, attributesOf(event));
        break;
      case 'quarantined':
        if (event.isNew) quarantined.add(1, { ...attributesOf(event), reason: event.reason });
        break;
      case 'wait':
        if (event.state !== 'moving') waits.add(1, { ...attributesOf(event), state: event.state });
        break;
      case 'lost':
        lost.add(1, attributesOf(event));
        break;
      case 'error':
        errors.add(1, { ...attributesOf(event), code: event.code ?? 'UNKNOWN' });
        break;
      case 'finished':
        runs.add(1, { outcome: event.outcome });
        break;
      default:
    }
  };
}

/** The attributes that name the migration of an event, and its cell if it has one. */
function attributesOf(event: EventOfMigration & Partial<EventCell>): Record<string, string> {
  const { migration, cellUuid, cellName = null } = event;
  if (cellUuid === undefined) return { migration };
  return { migration, ...cellAttributes({ uuid: cellUuid, name: cellName }) };
}
