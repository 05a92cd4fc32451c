import type { Benchmark } from '../benchmark.js';
import { measureGrowth, SMALL } from '../growth/measure-growth.js';
import type { ServerName } from '../server/servers.js';

/** MiB that the process may take, however many groups there are. */
const MOST = 250;

export const memory = memoryOn('postgresql', {
  name: 'memory',
  description: `peak memory of the moving process, also below ${MOST} MiB, against ${SMALL} groups`,
});

export const memoryMysql = memoryOn('mysql', {
  name: 'memory-mysql',
  description: 'the same on MySQL',
});

function memoryOn(
  server: ServerName,
  { name, description }: Pick<Benchmark, 'name' | 'description'>,
): Benchmark {
  return {
    name,
    description,
    unit: 'MiB',
    bar: 1.2,
    isCeiling: true,
    most: MOST,
    groups: 1_000_000,
    rounds: 1,
    async measure(lab) {
      const groups = lab.options.groups ?? this.groups;
      const rounds = lab.options.rounds ?? this.rounds;
      const { small, large } = await measureGrowth(lab, server, groups, rounds);
      return {
        ours: large.map(({ peakMemory }) => peakMemory),
        reference: small.map(({ peakMemory }) => peakMemory),
        groups,
      };
    },
  };
}
