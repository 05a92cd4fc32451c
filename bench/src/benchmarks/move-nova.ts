import type { Benchmark } from '../benchmark.js';
import { measureMove } from '../move/measure-move.js';
import { dropOurIndexes, novaMove } from '../move/nova-move.js';
import { createPostgresqlSite } from '../move/postgresql-site.js';

export const moveNova: Benchmark = {
  name: 'move-nova',
  description: "the move on PostgreSQL, against Nova's own statements and indexes",
  unit: 'groups/s',
  bar: 20,
  groups: 5_000,
  rounds: 2,
  async measure(lab) {
    const groups = lab.options.groups ?? this.groups;
    const size = { groups, members: 10 };
    const rounds = lab.options.rounds ?? this.rounds;
    return await measureMove(rounds, groups, () => createPostgresqlSite(lab, size), novaMove, {
      prepareReference: dropOurIndexes,
    });
  },
};
