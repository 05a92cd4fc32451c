import type { Benchmark } from '../benchmark.js';
import { SMALL } from '../growth/measure-growth.js';
import { moveCell } from '../growth/work-on-cell.js';
import { speedOf } from '../measure/speed.js';

const MEMBERS = 100_000;

export const growthWide: Benchmark = {
  name: 'growth-wide',
  description: `moving one group of ${MEMBERS} members, against ${SMALL} groups of 10`,
  unit: 'members/s',
  bar: 0.5,
  groups: 1,
  rounds: 3,
  async measure(lab) {
    const speeds = await speedOf(
      MEMBERS,
      lab.options.rounds ?? this.rounds,
      async () => (await moveCell(lab, 'postgresql', { groups: 1, members: MEMBERS })).seconds,
      async () =>
        (await moveCell(lab, 'postgresql', { groups: SMALL, members: MEMBERS / SMALL })).seconds,
    );
    return { ...speeds, groups: 1 };
  },
};
