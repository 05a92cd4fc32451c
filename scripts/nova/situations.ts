import { type Harness, runSource } from '@cellbridge/testing';
import { GROUP_TABLES, makeDeployment, type NovaDeployment, readGroups } from './deployment.js';
import type { Nova } from './nova.js';
import { compareLines, linesOf, type Outcome } from './outcome.js';

const SYNC = { 'api-db sync': 0, 'db sync': 0 };

/** The commands of Cellbridge that lead to each situation, with their exit codes. */
export const SITUATIONS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'without Cellbridge': {},
  'after sync': SYNC,
  'in mid-move': { ...SYNC, 'db online-data-migrations --max-count 15': 1 },
  'after the move': { ...SYNC, 'db online-data-migrations': 0, 'status --check': 0 },
};

const ARCHIVE = 'nova-manage db archive_deleted_rows --verbose --until-complete --all-cells';

const COMMANDS = [
  'nova-manage --version',
  'nova-manage api_db sync',
  'nova-manage db sync',
  'nova-manage cell_v2 list_cells',
  'nova-manage db online_data_migrations',
  ARCHIVE,
  ARCHIVE,
  'nova-manage db purge --verbose --all --all-cells',
  'nova-status upgrade check',
];

const CELLBRIDGE = new URL('../../apps/cli/src/bin.ts', import.meta.url);

export interface SituationResult {
  /** How Nova's commands have ended. */
  readonly outcomes: readonly Outcome[];
  /** What Nova reads otherwise of the groups that it has written; each group may be in the cell or moved. */
  readonly changes: readonly string[];
}

/** Makes a deployment, runs the steps of a situation, lets Nova read its groups, and runs its commands. */
export async function runSituation(
  nova: Nova,
  harness: Harness,
  steps: Readonly<Record<string, number>>,
): Promise<SituationResult> {
  const deployment = await makeDeployment(nova, harness);
  const written = await readGroups(nova, deployment);
  const environment = { CELLBRIDGE_API_DB: deployment.apiUrl };
  for (const [step, code] of Object.entries(steps)) {
    const ended = await runSource(CELLBRIDGE, { arguments: step.split(' '), environment });
    if (ended.code === code) continue;
    throw new Error(`cellbridge ${step} ended with ${ended.code}:\n${ended.stdout}${ended.stderr}`);
  }
  const changes = compareLines(written, await readGroups(nova, deployment));
  const outcomes: Outcome[] = [];
  for (const command of COMMANDS) {
    const rows = await countRows(deployment);
    const { code, output } = await nova.run(deployment.configurationFile, command);
    outcomes.push({ command, code, lines: linesOf(output, rows) });
  }
  return { outcomes, changes };
}

/** The rows of groups that the archiver may take, and those that were archived. */
async function countRows({ api, cell }: NovaDeployment): Promise<Record<string, number>> {
  const rows: Record<string, number> = {};
  const count = async (source: string) => {
    const [row] = await cell.raw.query(`SELECT count(*) AS count FROM ${source}`);
    return Number(row?.count);
  };
  for (const table of GROUP_TABLES) {
    rows[`cell1.${table}`] = await count(`${table} WHERE deleted <> 0`);
    rows[`shadow_${table}`] = await count(`shadow_${table}`);
  }
  const deleted = await cell.raw.query('SELECT uuid FROM instances WHERE deleted <> 0');
  const uuids = new Set(deleted.map(({ uuid }) => uuid));
  const members = await api.rows('instance_group_member');
  const gone = members.filter(({ instance_uuid }) => uuids.has(instance_uuid ?? null));
  rows['API_DB.instance_group_member'] = gone.length;
  return rows;
}
