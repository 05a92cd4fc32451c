import type { Benchmark } from '../benchmark.js';
import { measureMove } from '../move/measure-move.js';
import { selectMove } from '../move/select-move.js';
import { createServerSite } from '../move/server-site.js';

export const moveMysql: Benchmark = {
  name: 'move-mysql',
  description: 'the move on MySQL, against INSERT … SELECT and one UPDATE a table',
  unit: 'groups/s',
  bar: 1,
  groups: 100_000,
  rounds: 3,
  async measure(lab) {
    const groups = lab.options.groups ?? this.groups;
    const size = { groups, members: 10 };
    const rounds = lab.options.rounds ?? this.rounds;
    return await measureMove(
      rounds,
      groups,
      () => createServerSite(lab, 'mysql', size),
      selectMove,
    );
  },
};
