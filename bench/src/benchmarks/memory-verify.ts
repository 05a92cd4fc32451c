import type { Benchmark } from '../benchmark.js';
import { SMALL } from '../growth/measure-growth.js';
import { verifyCell } from '../growth/work-on-cell.js';

export const memoryVerify: Benchmark = {
  name: 'memory-verify',
  description: `peak memory of the verifying process, against ${SMALL} groups`,
  unit: 'MiB',
  bar: 1.2,
  isCeiling: true,
  groups: 100_000,
  rounds: 1,
  async measure(lab) {
    const groups = lab.options.groups ?? this.groups;
    const figures = { ours: [] as number[], reference: [] as number[] };
    for (let round = 0; round < (lab.options.rounds ?? this.rounds); round += 1) {
      figures.reference.push((await verifyCell(lab, { groups: SMALL, members: 10 })).peakMemory);
      figures.ours.push((await verifyCell(lab, { groups, members: 10 })).peakMemory);
    }
    return { ...figures, groups };
  },
};
