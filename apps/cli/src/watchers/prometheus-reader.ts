import { PrometheusSerializer } from '@opentelemetry/exporter-prometheus';
import { AggregationTemporality, InstrumentType, MetricReader } from '@opentelemetry/sdk-metrics';

/** How many series an instrument may have. */
const MOST_SERIES = 1_000_000;

/** What was read of the metrics. */
interface ReadMetrics {
  /** In Prometheus' text format. */
  readonly text: string;
  /** What could not be observed: the numbers that come from there are missing. */
  readonly errors: readonly unknown[];
}

/**
 * Reads the metrics of a provider in Prometheus' text format. Unlike OpenTelemetry's own exporter, it shows of gauges only
 * what was observed now, not the last number of one that has become unknown.
 */
export class PrometheusReader extends MetricReader {
  #reading: Promise<ReadMetrics> | undefined;
  // Without labels that say nothing here.
  readonly #serializer = new PrometheusSerializer(undefined, false, undefined, true, true);

  constructor() {
    super({
      aggregationTemporalitySelector: (type) =>
        type === InstrumentType.OBSERVABLE_GAUGE
          ? AggregationTemporality.DELTA
          : AggregationTemporality.CUMULATIVE,
      // The states of more than 222 cells would be too many for the usual one.
      cardinalitySelector: () => MOST_SERIES,
    });
  }

  /** Who asks meanwhile gets the same: what is observed is there once. */
  read(): Promise<ReadMetrics> {
    this.#reading ??= this.#readNow().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  async #readNow(): Promise<ReadMetrics> {
    const { resourceMetrics, errors } = await this.collect();
    return { text: `${this.#serializer.serialize(resourceMetrics)}\n`, errors };
  }

  protected override async onForceFlush(): Promise<void> {}

  protected override async onShutdown(): Promise<void> {}
}
