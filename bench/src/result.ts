import type { Benchmark, Measurement } from './benchmark.js';
import { median, spread } from './measure/statistics.js';

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

/** A result with what the table shows besides. */
export interface Result extends ResultDocument {
  /** How far the rounds of each side lie apart, as a fraction of their median. */
  readonly spread: { readonly ours: number; readonly reference: number };
  readonly isMet: boolean;
  /** How the ratio has to stand to the bar. */
  readonly relation: keyof typeof RELATIONS;
  readonly failure: string | undefined;
}

const RELATIONS = {
  '≥': (ratio: number, bar: number) => ratio >= bar,
  '<': (ratio: number, bar: number) => ratio < bar,
  '=': (ratio: number, bar: number) => ratio === bar,
};

function relationOf({ isCeiling, isExact }: Benchmark): keyof typeof RELATIONS {
  if (isExact) return '=';
  return isCeiling ? '<' : '≥';
}

/** Judges a measurement by the benchmark's bar. */
export function judge(benchmark: Benchmark, measurement: Measurement): Result {
  const { name, unit, bar } = benchmark;
  const ours = median(measurement.ours);
  const reference = median(measurement.reference);
  const ratio = ours / reference;
  return {
    name,
    ours,
    reference,
    ratio,
    unit,
    bar,
    groups: measurement.groups,
    spread: { ours: spread(measurement.ours), reference: spread(measurement.reference) },
    isMet: RELATIONS[relationOf(benchmark)](ratio, bar) && measurement.failure === undefined,
    relation: relationOf(benchmark),
    failure: measurement.failure,
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
