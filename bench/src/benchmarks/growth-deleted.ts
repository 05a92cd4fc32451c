import type { Benchmark } from '../benchmark.js';
import { SMALL } from '../growth/measure-growth.js';
import { moveCell } from '../growth/work-on-cell.js';
import { speedOf } from '../measure/speed.js';

export const growthDeleted: Benchmark = {
  name: 'growth-deleted',
  description: `moving ${SMALL} groups behind many that are soft-deleted, against ${SMALL} alone`,
  unit: 'groups/s',
  bar: 0.9,
  groups: 200_000,
  rounds: 5,
  async measure(lab) {
    const deleted = (lab.options.groups ?? this.groups) - SMALL;
    if (deleted <= 0) throw new Error(`growth-deleted takes more than ${SMALL} groups.`);
    const size = { groups: SMALL, members: 10 };
    const speeds = await speedOf(
      SMALL,
      lab.options.rounds ?? this.rounds,
      async () => (await moveCell(lab, 'postgresql', { ...size, deleted })).seconds,
      async () => (await moveCell(lab, 'postgresql', size)).seconds,
    );
    return { ...speeds, groups: SMALL + deleted };
  },
};
