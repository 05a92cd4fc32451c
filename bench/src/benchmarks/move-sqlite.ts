import type { Benchmark } from '../benchmark.js';
import { attachMove } from '../move/attach-move.js';
import { measureMove } from '../move/measure-move.js';
import { createSqliteSite } from '../move/sqlite-site.js';

export const moveSqlite: Benchmark = {
  name: 'move-sqlite',
  description: 'the move on SQLite, against ATTACH, INSERT … SELECT and one UPDATE a table',
  unit: 'groups/s',
  bar: 0.5,
  groups: 100_000,
  rounds: 3,
  async measure(lab) {
    const groups = lab.options.groups ?? this.groups;
    const size = { groups, members: 10 };
    return await measureMove(
      lab.options.rounds ?? this.rounds,
      groups,
      () => createSqliteSite(lab, size),
      async ({ files }) => attachMove(files),
    );
  },
};
