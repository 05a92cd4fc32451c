/** What can be wrong with a deployment in which a group has moved, and what the doctor says of it. */
import type { ApiDatabase, CellDatabase } from '@cellbridge/testing';

/** The group that has moved. */
export const GROUP = '5e0f0000-0000-4000-8000-000000000001';
const TWIN = 'fe110000-0000-4000-8000-000000000001';
const LONG_AGO = '2024-02-29 00:00:00';

interface Where {
  readonly api: ApiDatabase;
  readonly cell: CellDatabase;
  readonly run: (...args: string[]) => Promise<unknown>;
}

/** A problem that the doctor finds, and whose remedy it names so that it can be run. */
interface Problem {
  readonly finding: string;
  readonly message: RegExp;
  readonly remedy: RegExp;
  readonly damage: (where: Where) => Promise<unknown>;
}

const removeGroup = async ({ raw }: ApiDatabase) => {
  for (const table of ['instance_group_policy', 'instance_group_member', 'instance_groups']) {
    await raw.query(`DELETE FROM ${table}`);
  }
  await raw.query('DELETE FROM cellbridge_receipts');
};

export const PROBLEMS: Readonly<Record<string, Problem>> = {
  'an index of a cell is missing': {
    finding: 'schema problem',
    message: /A sync would do: cellbridge_group_live_idx\.$/,
    remedy: /^cellbridge db sync --cell cell1$/,
    damage: ({ cell }) => cell.raw.dropIndex('instance_groups', 'cellbridge_group_live_idx'),
  },
  'a table of Cellbridge is missing': {
    finding: 'schema problem',
    message: /own are missing: cellbridge_claims\. What they held is lost/,
    remedy:
      /^CREATE TABLE [^\n]*cellbridge_claims. [^\n]+;\n(?:CREATE INDEX [^\n]+;\n)?ALTER TABLE [^\n]+;$/,
    damage: ({ api }) => api.raw.query('DROP TABLE cellbridge_claims'),
  },
  'the cell has lost its receipt': {
    finding: 'evidence problem',
    message: /^Group 5e0f\S+ has moved, and the cell has no receipt of it\.$/,
    remedy: /^cellbridge db sync --cell cell1$/,
    damage: ({ cell }) =>
      cell.raw.query(`DELETE FROM instance_group_policy WHERE policy LIKE 'cellbridge:%'`),
  },
  'the API database has lost a group': {
    finding: 'evidence problem',
    message: /^Group 5e0f\S+ has moved, and the API database has lost it\.$/,
    remedy:
      /^cellbridge db recover --cell cell1\ncellbridge db online-data-migrations --cell cell1$/,
    damage: ({ api }) => removeGroup(api),
  },
  'moves are paused for long': {
    finding: 'pause warning',
    message: /^Moves are paused since 2024-02-29T\S+, by tester@\S+\.$/,
    remedy: /^cellbridge move resume$/,
    damage: async ({ api, run }) => {
      await run('move', 'pause');
      await api.raw.query('UPDATE cellbridge_wishes SET wished_at = ?', LONG_AGO);
    },
  },
  'moves in one cell are paused for long': {
    finding: 'pause warning',
    message: /^Moves are paused since /,
    remedy: /^cellbridge move resume --cell cell1$/,
    damage: async ({ api, run }) => {
      await run('move', 'pause', '--cell', 'cell1');
      await api.raw.query('UPDATE cellbridge_wishes SET wished_at = ?', LONG_AGO);
    },
  },
  'a run was lost': {
    finding: 'runs problem',
    message: /^The run of process 42 on elsewhere is lost: no sign of life for \d+ seconds\.$/,
    remedy: /^cellbridge db online-data-migrations --cell cell1$/,
    damage: ({ api, cell }) =>
      api.raw.insert('cellbridge_migrators', [
        {
          ...{ id: GROUP, run_id: GROUP, cell_uuid: cell.uuid, host: 'elsewhere', pid: 42 },
          ...{ state: 'moving', batch_groups: 1, batch_rows: 1 },
          ...{ started_at: LONG_AGO, heartbeat_at: LONG_AGO },
        },
      ]),
  },
  'a run was interrupted': {
    finding: 'runs problem',
    message: /^The last run was interrupted\.$/,
    remedy: /^cellbridge db online-data-migrations --cell cell1$/,
    damage: ({ api }) =>
      api.raw.query(
        `UPDATE cellbridge_progress SET state = 'running', finished_at = NULL, heartbeat_at = ?`,
        LONG_AGO,
      ),
  },
  'a row of a moved group is live': {
    finding: 'rest problem',
    message: /^1 group has moved, and its row in the cell is still live\.$/,
    remedy: /^cellbridge db online-data-migrations --cell cell1$/,
    damage: ({ cell }) =>
      cell.raw.query('UPDATE instance_groups SET deleted = 0, deleted_at = NULL'),
  },
  'a setting is for a cell that is gone': {
    finding: 'wishes warning',
    message: /for cells that are not known: gone\.$/,
    remedy: /^delete from cellbridge_wishes where cell_uuid in \('gone'\);$/,
    damage: ({ api }) =>
      api.raw.insert('cellbridge_wishes', [
        {
          ...{ cell_uuid: 'gone', setting: 'rate', value: '5' },
          ...{ wished_by: 'tester', wished_at: LONG_AGO },
        },
      ]),
  },
  'two mappings name one database': {
    finding: 'databases warning',
    message: /^Cells cell1 and twin have the same database, which is counted once, as cell1\.$/,
    remedy: new RegExp(`^cellbridge cell delete ${TWIN}$`),
    damage: ({ api, cell }) => api.addCellMappings([{ uuid: TWIN, name: 'twin', url: cell.url }]),
  },
};
