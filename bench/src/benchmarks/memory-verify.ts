import type { Benchmark } from '../benchmark.js';
import { verifyCell } from '../growth/work-on-cell.js';
import { alternate } from '../measure/alternate.js';

/** Enough groups for the process to reach its size: it takes some seconds. */
const FEWER = 100_000;

export const memoryVerify: Benchmark = {
  name: 'memory-verify',
  description: `peak memory of the verifying process, against ${FEWER} groups`,
  unit: 'MiB',
  bar: 1.2,
  isCeiling: true,
  groups: 1_000_000,
  rounds: 1,
  async measure(lab) {
    const groups = lab.options.groups ?? this.groups;
    const figures = await alternate(
      lab.options.rounds ?? this.rounds,
      async () => (await verifyCell(lab, 'postgresql', { groups, members: 10 })).peakMemory,
      async () => (await verifyCell(lab, 'postgresql', { groups: FEWER, members: 10 })).peakMemory,
    );
    return { ...figures, groups };
  },
};
