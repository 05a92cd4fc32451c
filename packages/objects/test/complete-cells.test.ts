import { MOVED_PREFIX } from '@cellbridge/db-cell';
import { forEachDialect, recordStatements, type TestDeployment } from '@cellbridge/testing';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  type Deployment,
  InstanceGroup,
  InstanceGroupExistsError,
  InstanceGroupList,
  InstanceGroupNotFoundError,
} from '../src/index.js';
import { createMixed, markComplete, open, place } from './support/mixed.js';

const UUID = '5e0f0000-0000-4000-8000-00000000000a';
const RECHECK_AFTER = 30_000;

/** The calls that find a group, wherever it is, and return its uuid. */
const FINDING: [string, (deployment: Deployment) => Promise<string | undefined>][] = [
  ['getByUuid', async (d) => (await InstanceGroup.getByUuid(d.adminContext(), UUID)).uuid],
  ['getByName', async (d) => (await InstanceGroup.getByName(d.adminContext(), 'late')).uuid],
  [
    'getByInstanceUuid',
    async (d) => (await InstanceGroup.getByInstanceUuid(d.adminContext(), 'm1')).uuid,
  ],
  [
    'addMembers',
    async (d) => (await InstanceGroup.addMembers(d.adminContext(), UUID, ['m2'])) && UUID,
  ],
  ['getAll', async (d) => (await InstanceGroupList.getAll(d.adminContext()))[0]?.uuid],
  [
    'a page',
    async (d) => (await InstanceGroupList.getAll(d.adminContext(), { limit: 1 }))[0]?.uuid,
  ],
];

/** An old writer creates a group in a cell that the migrator has reported as empty. */
forEachDialect('A group in a complete cell', (harness) => {
  let databases: TestDeployment;
  beforeEach(async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    databases = await createMixed(harness);
    await markComplete(databases);
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  const addLate = () => databases.cell.addGroups([{ uuid: UUID, name: 'late', members: ['m1'] }]);
  const found = (call: Promise<string | undefined>) =>
    call.catch((error: unknown) => {
      if (!InstanceGroupNotFoundError.isInstance(error)) throw error;
    });

  test.each(FINDING)('is found by %s once a re-check is due, and then by all', async (_, find) => {
    await using deployment = await open(databases, { recheckAfter: RECHECK_AFTER });
    await addLate();
    vi.advanceTimersByTime(RECHECK_AFTER - 1);
    expect(await found(find(deployment))).toBeUndefined();
    vi.advanceTimersByTime(1);
    expect(await found(find(deployment))).toBe(UUID);
    for (const [, findAgain] of FINDING) expect(await found(findAgain(deployment))).toBe(UUID);
  });

  const COUNTING: [string, (deployment: Deployment) => Promise<unknown>][] = [
    [
      'counted',
      async (d) => {
        const counts = await InstanceGroupList.getCounts(d.adminContext(), 'project');
        expect(counts.project.serverGroups).toBe(1);
      },
    ],
    [
      'known, so its uuid is taken',
      async (d) => {
        const creating = InstanceGroup.create(d.adminContext(), { uuid: UUID });
        await expect(creating).rejects.toBeInstanceOf(InstanceGroupExistsError);
      },
    ],
    [
      'left by deleted instances',
      async (d) => {
        await InstanceGroup.destroyMembersBulk(d.adminContext(), ['m1']);
        expect((await databases.cell.liveGroups())[0]?.members).toEqual([]);
      },
    ],
  ];

  test.each(COUNTING)('is %s once a re-check is due', async (_, call) => {
    await using deployment = await open(databases, { recheckAfter: RECHECK_AFTER });
    await addLate();
    vi.advanceTimersByTime(RECHECK_AFTER);
    await call(deployment);
  });

  test.each(COUNTING)('is %s by a process that starts after it was created', async (_, call) => {
    await addLate();
    await using deployment = await open(databases);
    await call(deployment);
  });

  test('is found although its id is below the cursor of the move', async () => {
    await databases.api.raw.query('UPDATE cellbridge_progress SET "cursor" = 1000000');
    await using deployment = await open(databases, { recheckAfter: RECHECK_AFTER });
    await addLate();
    vi.advanceTimersByTime(RECHECK_AFTER);
    for (const [, find] of FINDING) expect(await found(find(deployment))).toBe(UUID);
  });

  describe('is found at once', () => {
    test('by a process that starts after it was created', async () => {
      await addLate();
      await using deployment = await open(databases);
      for (const [, find] of FINDING) expect(await found(find(deployment))).toBe(UUID);
    });

    test.each([
      ['where the fallback is never dropped', { fallback: 'always' } as const],
      ['where every read is a re-check', { recheckAfter: 0 }],
    ])('%s', async (_, options) => {
      await using deployment = await open(databases, options);
      await addLate();
      for (const [, find] of FINDING) expect(await found(find(deployment))).toBe(UUID);
    });

    test.each(['running', 'stopped', 'quarantined', 'unavailable', 'failed'])(
      'if the cell is %s and not complete',
      async (state) => {
        await databases.api.raw.query('UPDATE cellbridge_progress SET state = ?', state);
        await using deployment = await open(databases);
        await addLate();
        for (const [, find] of FINDING) expect(await found(find(deployment))).toBe(UUID);
      },
    );
  });

  test('is found by callers who look again after a run has begun in its cell', async () => {
    await using deployment = await open(databases, { recheckAfter: RECHECK_AFTER });
    await addLate();
    await databases.api.raw.query(`UPDATE cellbridge_progress SET state = 'running'`);
    vi.advanceTimersByTime(RECHECK_AFTER);
    const unknown = InstanceGroup.getByName(deployment.adminContext(), 'unknown');
    await expect(unknown).rejects.toBeInstanceOf(InstanceGroupNotFoundError);
    for (const [, find] of FINDING) expect(await found(find(deployment))).toBe(UUID);
  });

  test('is noticed by a service that started before: after one re-check it asks no cell', async () => {
    await databases.api.raw.query(`UPDATE cellbridge_progress SET state = 'running'`);
    const { intercept, statements } = recordStatements();
    const options = { recheckAfter: RECHECK_AFTER, database: { intercept } };
    await using deployment = await open(databases, options);
    const miss = async () => {
      const reading = InstanceGroup.getByName(deployment.adminContext(), 'unknown');
      await expect(reading).rejects.toBeInstanceOf(InstanceGroupNotFoundError);
    };
    await miss();
    await databases.api.raw.query(`UPDATE cellbridge_progress SET state = 'complete'`);
    vi.advanceTimersByTime(RECHECK_AFTER);
    await miss();
    statements.length = 0;
    await miss();
    expect(statements).toHaveLength(1);
  });
});

forEachDialect('A member that an old writer adds in a complete cell', (harness) => {
  test('is removed with its instance, and does not follow its group', async () => {
    const databases = await createMixed(harness);
    await place(databases, 'after the move', { uuid: UUID, members: ['m1'] });
    await markComplete(databases);
    const { raw } = databases.cell;
    const [group] = await raw.query('SELECT id FROM instance_groups');
    const groupId = group?.id ?? 0;
    await raw.insert('instance_group_policy', [
      { id: 100, deleted: groupId, group_id: groupId, policy: `${MOVED_PREFIX}cell:run:digest` },
    ]);
    await raw.insert('instance_group_member', [
      { id: 100, deleted: 0, group_id: groupId, instance_id: 'late' },
    ]);
    await using deployment = await open(databases);
    await InstanceGroup.destroyMembersBulk(deployment.adminContext(), ['late']);
    const left = await raw.query('SELECT id FROM instance_group_member WHERE deleted = 0');
    expect(left).toEqual([]);
  });
});
