import type { Benchmark } from '../benchmark.js';
import { measureGrowth, SMALL } from '../growth/measure-growth.js';
import type { ServerName } from '../server/servers.js';

export const growth = growthOn('postgresql', {
  name: 'growth',
  description: `the speed of the move on PostgreSQL, against that with ${SMALL} groups`,
});

export const growthMysql = growthOn('mysql', {
  name: 'growth-mysql',
  description: 'the same on MySQL',
});

function growthOn(
  server: ServerName,
  { name, description }: Pick<Benchmark, 'name' | 'description'>,
): Benchmark {
  return {
    name,
    description,
    unit: 'groups/s',
    bar: 0.9,
    groups: 1_000_000,
    rounds: 1,
    async measure(lab) {
      const groups = lab.options.groups ?? this.groups;
      const rounds = lab.options.rounds ?? this.rounds;
      const { small, large } = await measureGrowth(lab, server, groups, rounds);
      return {
        ours: large.map(({ seconds }) => groups / seconds),
        reference: small.map(({ seconds }) => SMALL / seconds),
        groups,
      };
    },
  };
}
