import type { Benchmark } from './benchmark.js';

/** Whether a result meets the bar of its benchmark. */
export interface Verdict {
  /** How the ratio has to stand to the bar. */
  readonly relation: Relation;
  readonly isMet: boolean;
  /** Why the bar is missed although the ratio meets it. */
  readonly failure: string | undefined;
}

type Relation = keyof typeof RELATIONS;

const RELATIONS = {
  '≥': (ratio: number, bar: number) => ratio >= bar,
  '<': (ratio: number, bar: number) => ratio < bar,
  '=': (ratio: number, bar: number) => ratio === bar,
};

/** Judges a result; its own bar counts, in case that of the benchmark was another when it was measured. */
export function verdictOf(
  benchmark: Benchmark,
  { ours, ratio, bar }: { readonly ours: number; readonly ratio: number; readonly bar: number },
): Verdict {
  const { most, unit } = benchmark;
  const relation = relationOf(benchmark);
  const failure = most !== undefined && ours >= most ? `not below ${most} ${unit}` : undefined;
  return { relation, isMet: RELATIONS[relation](ratio, bar) && failure === undefined, failure };
}

function relationOf({ isCeiling, isExact }: Benchmark): Relation {
  if (isExact) return '=';
  return isCeiling ? '<' : '≥';
}
