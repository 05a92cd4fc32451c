import { createDeployment, useHarness } from '@cellbridge/testing';
import { context, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import { afterEach, describe, expect, test } from 'vitest';
import { migrationStatus, observeStatus } from '../src/index.js';
import { openDeployment, runMove } from './support/move.js';

const QUARANTINED = '0c000000-0000-4000-8000-000000000001';

describe('Telemetry', () => {
  const harness = useHarness('sqlite');

  async function fill() {
    const databases = await createDeployment(harness, { cells: 2 });
    await databases.cells[0]?.addGroups([{ uuid: QUARANTINED, name: 'in the cell' }, {}, {}]);
    await databases.cells[1]?.addGroups([{}]);
    await databases.api.addGroups([{ uuid: QUARANTINED, name: 'in the API database' }]);
    return databases;
  }

  /** A provider, and what reads the points of its metrics: `{ name: [[attributes, value]] }`. */
  function startMeter() {
    const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
    const reader = new PeriodicExportingMetricReader({ exporter });
    const meterProvider = new MeterProvider({ readers: [reader] });
    return {
      meterProvider,
      async read(): Promise<Record<string, (readonly unknown[])[]>> {
        exporter.reset();
        await meterProvider.forceFlush();
        const metrics = exporter
          .getMetrics()
          .flatMap(({ scopeMetrics }) => scopeMetrics.flatMap((scope) => scope.metrics));
        return Object.fromEntries(
          metrics.map(({ descriptor, dataPoints }) => [
            descriptor.name,
            dataPoints
              .map(({ attributes, value }) => {
                const { cell_uuid: _uuid, migration: _migration, ...named } = attributes;
                return [named, typeof value === 'number' ? value : value.count] as const;
              })
              .sort(([left], [right]) => (String(left.cell) < String(right.cell) ? -1 : 1)),
          ]),
        );
      },
      [Symbol.asyncDispose]: () => meterProvider.shutdown(),
    };
  }

  test('counts what a run does', async () => {
    const databases = await fill();
    await using deployment = await openDeployment(databases);
    await using meter = startMeter();
    await runMove(deployment, { meterProvider: meter.meterProvider, batchSize: 2 });
    expect(await meter.read()).toEqual({
      'cellbridge.groups.found': [
        [{ cell: 'cell1' }, 3],
        [{ cell: 'cell2' }, 1],
      ],
      'cellbridge.groups.moved': [
        [{ cell: 'cell1' }, 2],
        [{ cell: 'cell2' }, 1],
      ],
      'cellbridge.groups.quarantined': [[{ cell: 'cell1', reason: 'different' }, 1]],
      'cellbridge.batch.duration': [
        [{ cell: 'cell1' }, 2],
        [{ cell: 'cell2' }, 1],
      ],
      'cellbridge.runs': [[{ outcome: 'quarantined' }, 1]],
    });
  });

  test('shows the numbers of the status, and leaves out what is unknown', async () => {
    const databases = await fill();
    await using deployment = await openDeployment(databases);
    await runMove(deployment, { cells: ['cell1'] });
    await using meter = startMeter();
    let reads = 0;
    const readStatus = () => {
      reads += 1;
      return migrationStatus(deployment);
    };
    const end = observeStatus(readStatus, meter.meterProvider);
    const [cell1, cell2] = (await migrationStatus(deployment)).cells;
    const of = (value: 'done' | 'remaining' | 'quarantined' | 'leftover') => [
      [{ cell: 'cell1' }, cell1?.[value]],
      [{ cell: 'cell2' }, cell2?.[value]],
    ];
    const shown = await meter.read();
    expect(shown).toMatchObject({
      'cellbridge.cell.groups.done': of('done'),
      'cellbridge.cell.groups.remaining': of('remaining'),
      'cellbridge.cell.groups.quarantined': of('quarantined'),
      'cellbridge.cell.groups.leftover': of('leftover'),
      'cellbridge.ready': [[{}, 0]],
    });
    const isState = ([, value]: readonly unknown[]) => value === 1;
    expect(shown['cellbridge.cell.state']?.filter(isState)).toEqual([
      [{ cell: 'cell1', state: 'quarantined' }, 1],
      [{ cell: 'cell2', state: 'pending' }, 1],
    ]);
    expect(cell1?.ratePerSecond).toBeNull();
    expect(shown['cellbridge.cell.rate'] ?? []).toEqual([]);
    end();
    await meter.read();
    expect(reads).toBe(1);
  });

  describe('with a tracer that the program has set up', () => {
    afterEach(() => {
      trace.disable();
      context.disable();
    });

    test('traces a run, its cells and their batches, each within the other', async () => {
      const exporter = new InMemorySpanExporter();
      const provider = new BasicTracerProvider({
        spanProcessors: [new SimpleSpanProcessor(exporter)],
      });
      trace.setGlobalTracerProvider(provider);
      context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
      const databases = await fill();
      await using deployment = await openDeployment(databases);
      const { runId } = await runMove(deployment);
      const spans = exporter.getFinishedSpans();
      const run = spans.find(({ name }) => name === 'cellbridge.run');
      expect(run?.attributes).toEqual({
        'cellbridge.run.id': runId,
        'cellbridge.run.outcome': 'quarantined',
      });
      const childrenOf = (parent: (typeof spans)[number] | undefined) =>
        spans.filter((span) => span.parentSpanContext?.spanId === parent?.spanContext().spanId);
      const cells = childrenOf(run);
      expect(cells.map(({ name, attributes }) => [name, attributes.cell]).sort()).toEqual([
        ['cellbridge.cell', 'cell1'],
        ['cellbridge.cell', 'cell2'],
      ]);
      const cell2 = cells.find(({ attributes }) => attributes.cell === 'cell2');
      expect(childrenOf(cell2)).toMatchObject([
        { name: 'cellbridge.batch', attributes: { cell: 'cell2', found: 1, done: 1 } },
      ]);
      await provider.shutdown();
    });
  });
});
