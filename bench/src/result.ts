import type { Benchmark, Measurement } from './benchmark.js';
import { median, spread } from './measure/statistics.js';
import { type Verdict, verdictOf } from './verdict.js';

/** A result as `--json` prints it. */
export interface ResultDocument {
  readonly name: string;
  /** Median of the rounds. */
  readonly ours: number;
  /** Median of the rounds. */
  readonly reference: number;
  /** Ours divided by the reference. */
  readonly ratio: number;
  readonly unit: string;
  readonly bar: number;
  readonly groups: number;
}

/** A result with what is shown besides. */
export interface Result extends ResultDocument, Verdict {
  /** One line: what ran, against what. */
  readonly description: string;
  /** How far the rounds of each side lie apart, as a fraction of their median. 0: that is not known. */
  readonly spread: { readonly ours: number; readonly reference: number };
}

/** Judges a measurement by the benchmark's bar. */
export function judge(benchmark: Benchmark, measurement: Measurement): Result {
  const { name, description, unit, bar } = benchmark;
  const ours = median(measurement.ours);
  const reference = median(measurement.reference);
  const ratio = ours / reference;
  return {
    name,
    description,
    ours,
    reference,
    ratio,
    unit,
    bar,
    groups: measurement.groups,
    spread: { ours: spread(measurement.ours), reference: spread(measurement.reference) },
    ...verdictOf(benchmark, { ours, ratio, bar }),
  };
}

/** The one document that `--json` prints. */
export function toDocument(results: readonly Result[]): { results: ResultDocument[] } {
  return {
    results: results.map(({ name, ours, reference, ratio, unit, bar, groups }) => ({
      name,
      ours: rounded(ours),
      reference: rounded(reference),
      ratio: rounded(ratio),
      unit,
      bar,
      groups,
    })),
  };
}

function rounded(value: number): number {
  return Number(value.toPrecision(5));
}
