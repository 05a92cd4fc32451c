import type { Lab } from './lab.js';

/** What a benchmark has measured: one figure a round on each side, both in the benchmark's unit. */
export interface Measurement {
  readonly ours: readonly number[];
  readonly reference: readonly number[];
  /** How many groups there were. */
  readonly groups: number;
}

/** Ours against a reference. */
export interface Benchmark {
  readonly name: string;
  /** One line: what runs, against what. */
  readonly description: string;
  /** The unit of both figures. */
  readonly unit: string;
  /** What the ratio of ours to the reference has to reach. */
  readonly bar: number;
  /** Whether the ratio has to stay below the bar, instead of reaching it. */
  readonly isCeiling?: boolean;
  /** Whether the ratio has to be the bar itself. */
  readonly isExact?: boolean;
  /** What our figure itself has to stay below, in the unit. Default: only the ratio counts. */
  readonly most?: number;
  /** How many groups there are if nothing else is asked for. */
  readonly groups: number;
  /** How many rounds are run if nothing else is asked for. */
  readonly rounds: number;
  measure(lab: Lab): Promise<Measurement>;
}
