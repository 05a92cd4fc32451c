import { type MeterProvider, metrics, type Observable } from '@opentelemetry/api';
import type { CellStatus } from '../cell-status.js';
import type { MigrationStatus } from '../status.js';
import type { CellMigrator } from '../steering/steer-moves.js';
import { cellAttributes } from './cell-attributes.js';
import { SCOPE } from './scope.js';

/** The numbers of a cell that are observed, with what they are. A number that is unknown is left out. */
const OBSERVED: readonly {
  readonly name: string;
  readonly unit?: string;
  readonly description: string;
  readonly value: (cell: CellStatus) => number | null;
}[] = [
  {
    name: 'cellbridge.cell.groups.done',
    description: 'Groups that have moved from the cell.',
    value: ({ done }) => done,
  },
  {
    name: 'cellbridge.cell.groups.remaining',
    description: 'Live groups in the cell that have not moved yet.',
    value: ({ remaining }) => remaining,
  },
  {
    name: 'cellbridge.cell.groups.quarantined',
    description: 'Groups of the cell that are in quarantine.',
    value: ({ quarantined }) => quarantined,
  },
  {
    name: 'cellbridge.cell.groups.leftover',
    description: 'Groups that have moved, and whose rows in the cell are still live.',
    value: ({ leftover }) => leftover,
  },
  {
    name: 'cellbridge.cell.rows.stranded',
    description: 'Live rows under groups that have moved.',
    value: ({ stranded }) => stranded,
  },
  {
    name: 'cellbridge.cell.groups.one_sided',
    description: 'Groups that only one side proves to have moved.',
    value: ({ oneSided }) => oneSided?.length ?? null,
  },
  {
    name: 'cellbridge.cell.rate',
    description: 'Groups a second over the last minute, of all runs in the cell.',
    value: ({ ratePerSecond }) => ratePerSecond,
  },
  {
    name: 'cellbridge.cell.eta',
    unit: 's',
    description: 'How long the rest of the cell takes at this rate.',
    value: ({ etaSeconds }) => etaSeconds,
  },
  {
    name: 'cellbridge.cell.paused',
    description: 'Whether moves in the cell are paused: 1 or 0.',
    value: ({ paused }) => Number(paused),
  },
];

const CELL_STATES = [
  ...(['pending', 'running', 'interrupted', 'reversing', 'unavailable'] as const),
  ...(['stopped', 'complete', 'quarantined', 'failed'] as const),
] satisfies CellStatus['state'][];

const MIGRATOR_STATES = [
  ...(['moving', 'throttled', 'paused', 'lost'] as const),
] satisfies CellMigrator['state'][];

/** What is observed of a status: `ready` only where it is that of all cells. */
export type ObservedStatus = Pick<MigrationStatus, 'cells'> &
  Partial<Pick<MigrationStatus, 'ready'>>;

/**
 * Shows the status of a move as gauges of OpenTelemetry: the numbers that `cellbridge status` prints. They are read anew
 * whenever the program's metrics are collected. Of a number that has become unknown, a reader of cumulative temporality
 * repeats the last one. There are nine series of states for each cell: from 223 cells on, a reader has to allow more than
 * OpenTelemetry's 2,000 for an instrument (`cardinalitySelector`).
 *
 * @param readStatus reads it: `() => migrationStatus(deployment)`, or what keeps a recent one.
 * @param provider default: the global one.
 * @returns a function that ends it.
 */
export function observeStatus(
  readStatus: () => Promise<ObservedStatus>,
  provider: MeterProvider = metrics.getMeterProvider(),
): () => void {
  const meter = provider.getMeter(SCOPE);
  const numbers = OBSERVED.map(({ name, value, ...options }) => {
    return { gauge: meter.createObservableGauge(name, options), value };
  });
  const state = meter.createObservableGauge('cellbridge.cell.state', {
    description: 'The state of the cell: 1 for the one that it is in, 0 for the others.',
  });
  const migrators = meter.createObservableGauge('cellbridge.cell.migrators', {
    description: 'Runs in the cell, by their state.',
  });
  const ready = meter.createObservableGauge('cellbridge.ready', {
    description: 'Whether every cell is complete, so that the fallback may be dropped: 1 or 0.',
  });
  const all: Observable[] = [...numbers.map(({ gauge }) => gauge), state, migrators, ready];
  const observe: Parameters<typeof meter.addBatchObservableCallback>[0] = async (result) => {
    const status = await readStatus();
    if (status.ready !== undefined) result.observe(ready, Number(status.ready));
    for (const cell of status.cells) {
      const attributes = cellAttributes(cell);
      for (const { gauge, value } of numbers) {
        const number = value(cell);
        if (number !== null) result.observe(gauge, number, attributes);
      }
      for (const one of CELL_STATES) {
        result.observe(state, Number(cell.state === one), { ...attributes, state: one });
      }
      for (const one of MIGRATOR_STATES) {
        const count = cell.migrators.filter((migrator) => migrator.state === one).length;
        result.observe(migrators, count, { ...attributes, state: one });
      }
    }
  };
  meter.addBatchObservableCallback(observe, all);
  return () => meter.removeBatchObservableCallback(observe, all);
}
