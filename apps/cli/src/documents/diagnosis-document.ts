import type { Check } from '@cellbridge/migrator';

/** What is wrong with a deployment, and what fixes it. */
export interface DiagnosisDocument {
  /** Whether no check found a problem, and none failed. */
  readonly healthy: boolean;
  readonly checks: readonly Check[];
}
