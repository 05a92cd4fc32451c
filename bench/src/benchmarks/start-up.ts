import type { Benchmark, Measurement } from '../benchmark.js';
import type { Lab } from '../lab.js';
import { alternate } from '../measure/alternate.js';
import { createSqliteSite } from '../move/sqlite-site.js';
import { startCommand, startNode } from '../start-up/start-command.js';

const ROUNDS = 21;

export const startUp: Benchmark = {
  name: 'start-up',
  description: 'cellbridge --help, against node -e 0',
  unit: 'ms',
  bar: 3,
  isCeiling: true,
  groups: 0,
  rounds: ROUNDS,
  measure: (lab) => measure(lab, ['--help'], 0),
};

export const startUpStatus: Benchmark = {
  name: 'start-up-status',
  description: 'cellbridge status of an embedded deployment, against node -e 0',
  unit: 'ms',
  bar: 6,
  isCeiling: true,
  groups: 1_000,
  rounds: ROUNDS,
  async measure(lab) {
    const groups = lab.options.groups ?? this.groups;
    const site = await createSqliteSite(lab, { groups, members: 10 });
    try {
      return await measure(lab, ['status', '--api-db', site.api], groups);
    } finally {
      await site.drop();
    }
  },
};

async function measure(lab: Lab, given: readonly string[], groups: number): Promise<Measurement> {
  startCommand(given);
  const figures = await alternate(
    lab.options.rounds ?? ROUNDS,
    async () => startCommand(given),
    async () => startNode(['-e', '0']),
  );
  return { ...figures, groups };
}
