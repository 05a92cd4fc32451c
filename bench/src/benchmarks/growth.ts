import type { Benchmark } from '../benchmark.js';
import { measureGrowth, SMALL } from '../growth/measure-growth.js';

export const growth: Benchmark = {
  name: 'growth',
  description: `the speed of the move on PostgreSQL, against that with ${SMALL} groups`,
  unit: 'groups/s',
  bar: 0.9,
  groups: 1_000_000,
  rounds: 1,
  async measure(lab) {
    const groups = lab.options.groups ?? this.groups;
    const { small, large } = await measureGrowth(lab, groups, lab.options.rounds ?? this.rounds);
    return {
      ours: large.map(({ seconds }) => groups / seconds),
      reference: small.map(({ seconds }) => SMALL / seconds),
      groups,
    };
  },
};
