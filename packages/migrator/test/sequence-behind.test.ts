import { SequenceBehindError } from '@cellbridge/db-api';
import { type Deployment, InstanceGroup } from '@cellbridge/objects';
import { createDeployment, type TestDeployment, useHarness } from '@cellbridge/testing';
import { describe, expect, test } from 'vitest';
import { listQuarantined } from '../src/index.js';
import { expectSound } from './support/content.js';
import { openDeployment, runMove } from './support/move.js';

describe('A sequence of the API database that an import has left behind', () => {
  const harness = useHarness('postgresql');
  const TABLES = ['instance_groups', 'instance_group_policy', 'instance_group_member'] as const;

  /** Groups that came with their ids, more than a move could draw by itself. */
  const imported = async (table: string): Promise<TestDeployment> => {
    const databases = await createDeployment(harness);
    const { raw } = databases.api;
    await databases.api.addGroups(
      Array.from({ length: 30 }, () => ({ policies: ['affinity'], members: ['m1'] })),
    );
    await raw.query(`SELECT setval('${table}_id_seq', 1, false)`);
    await databases.cell.addGroups(
      Array.from({ length: 5 }, () => ({ policies: ['affinity'], members: ['m1'] })),
    );
    return databases;
  };
  /** What a run says that fails. */
  const failureOf = async (deployment: Deployment): Promise<string> => {
    const { outcome, migrations } = await runMove(deployment);
    expect(outcome).toBe('failed');
    return String(migrations[0]?.error);
  };
  const statementIn = (message: string) => /run "([^"]+)"/.exec(message)?.[1] ?? '';

  test.each(TABLES)('of %s ends a run with the statement that sets it', async (table) => {
    const databases = await imported(table);
    const before = await databases.cell.content();
    await using deployment = await openDeployment(databases);
    const message = await failureOf(deployment);
    expect(message).toContain(`The sequence of ${table}.id (by default ${table}_id_seq) is behind`);
    expect(await listQuarantined(deployment)).toEqual([]);
    expect(await databases.cell.content()).toEqual(before);
    expect(await databases.api.rows('cellbridge_claims')).toEqual([]);
    expect(await databases.api.rows('cellbridge_progress')).toMatchObject([{ state: 'failed' }]);

    await databases.api.raw.query(statementIn(message));
    expect(await runMove(deployment)).toMatchObject({ outcome: 'complete' });
    await expectSound(databases);
  });

  test.each(TABLES)('of %s says so to whoever creates a group', async (table) => {
    const databases = await imported(table);
    await using deployment = await openDeployment(databases);
    const create = () =>
      InstanceGroup.create(deployment.adminContext(), { policy: 'affinity', members: ['m1'] });
    const error = await create().catch((error: unknown) => error);
    expect(error).toBeInstanceOf(SequenceBehindError);
    await databases.api.raw.query(statementIn((error as Error).message));
    expect(await create()).toMatchObject({ members: ['m1'] });
  });

  test('of a cell that is written to says so, and names the cell', async () => {
    const databases = await createDeployment(harness);
    await databases.cell.addGroups(
      Array.from({ length: 30 }, () => ({ policies: ['affinity'], members: ['m1'] })),
    );
    const { raw } = databases.cell;
    await raw.query(`SELECT setval('instance_group_policy_id_seq', 1, false)`);
    await using deployment = await openDeployment(databases);
    const message = await failureOf(deployment);
    expect(message).toMatch(/Cell cell1: .*instance_group_policy_id_seq/);
    await raw.query(statementIn(message));
    expect(await runMove(deployment)).toMatchObject({ outcome: 'complete' });
    expect(await listQuarantined(deployment)).toEqual([]);
  });
});
