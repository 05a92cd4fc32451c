/**
 * A process that moves the groups of one deployment, given by the URL of its API database, once its
 * parent says so, and then tells how long that took and how much memory the process had at most.
 */
import { once } from 'node:events';
import { runMove } from './move/run-move.js';

/** What the process tells its parent. */
export interface MoveOutcome {
  readonly seconds: number;
  /** MiB. */
  readonly peakMemory: number;
}

const [, , api = ''] = process.argv;
process.send?.('ready');
await once(process, 'message');
const seconds = await runMove(api);
const outcome: MoveOutcome = { seconds, peakMemory: process.resourceUsage().maxRSS / 1024 };
process.send?.(outcome, () => process.disconnect());
