import type { Benchmark } from '../benchmark.js';
import { measureMove } from '../move/measure-move.js';
import { dropOurIndexes, novaMove } from '../move/nova-move.js';
import { createServerSite } from '../move/server-site.js';
import type { ServerName } from '../server/servers.js';

export const moveNova = moveNovaOn('postgresql', {
  name: 'move-nova',
  description: "the move on PostgreSQL, against Nova's own statements and indexes",
});

export const moveNovaMysql = moveNovaOn('mysql', {
  name: 'move-nova-mysql',
  description: 'the same on MySQL',
});

function moveNovaOn(
  server: ServerName,
  { name, description }: Pick<Benchmark, 'name' | 'description'>,
): Benchmark {
  return {
    name,
    description,
    unit: 'groups/s',
    bar: 20,
    groups: 5_000,
    rounds: 2,
    async measure(lab) {
      const { groups = this.groups, rounds = this.rounds } = lab.options;
      return await measureMove(
        rounds,
        groups,
        () => createServerSite(lab, server, { groups, members: 10 }),
        (site) => novaMove(site, server),
        { prepareReference: (site) => dropOurIndexes(site, server) },
      );
    },
  };
}
