/**
 * A process that moves or verifies the groups of one deployment, given by the URL of its API database,
 * once its parent says so, and then tells how long that took and how much memory the process had at most.
 */
import { once } from 'node:events';
import { runMove } from './move/run-move.js';
import { runVerify } from './verify/run-verify.js';

/** What the process tells its parent. */
export interface WorkOutcome {
  readonly seconds: number;
  /** MiB. */
  readonly peakMemory: number;
}

/** What it can do: a function of the URL that gives the seconds that it took. */
const WORKS = { move: runMove, verify: runVerify };
export type Work = keyof typeof WORKS;

const [, , work, api = ''] = process.argv;
process.send?.('ready');
await once(process, 'message');
const seconds = await WORKS[work as Work](api);
const outcome: WorkOutcome = { seconds, peakMemory: process.resourceUsage().maxRSS / 1024 };
process.send?.(outcome, () => process.disconnect());
