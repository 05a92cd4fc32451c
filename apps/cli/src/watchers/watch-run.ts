import { migrationStatus, type ProgressEvent, type RunOptions } from '@cellbridge/migrator';
import type { Deployment } from '@cellbridge/objects';
import type { Invocation } from '../command.js';
import { showProgress } from '../show-progress.js';
import { type EventOptions, openEventSinks } from './event-sinks.js';
import type { MetricsOptions } from './metrics.js';

/** Who watches a run, as its options. */
export interface Watchers extends Pick<RunOptions, 'onProgress' | 'meterProvider'> {
  /** Ends them, once they have all. */
  end(): Promise<void>;
}

/**
 * Shows the progress of a run, and hands it on to whoever else was asked for.
 *
 * @param cells the uuids of the run's cells; `undefined`: all.
 * @throws UsageError if one of them cannot be.
 */
export async function watchRun(
  deployment: Deployment,
  cells: readonly string[] | undefined,
  {
    options,
    ...invocation
  }: Pick<Invocation<EventOptions & MetricsOptions>, 'io' | 'options' | 'output'>,
): Promise<Watchers> {
  const { metricsFile, metricsPort } = options;
  const hasMetrics = metricsFile !== undefined || metricsPort !== undefined;
  const sinks = openEventSinks(options, invocation);
  const readStatus = async () => {
    const status = await migrationStatus(deployment, { cells });
    return cells ? { cells: status.cells } : status;
  };
  const metrics = hasMetrics
    ? await (await import('./metrics.js')).startMetrics(readStatus, options, invocation)
    : undefined;
  const progress = showProgress(invocation.output);
  return {
    onProgress(event: ProgressEvent) {
      progress.onProgress(event);
      sinks.write(event);
    },
    meterProvider: metrics?.meterProvider,
    async end() {
      progress.stop();
      await Promise.all([sinks.end(), metrics?.end()]);
    },
  };
}
