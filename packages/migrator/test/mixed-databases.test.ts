import { InstanceGroup } from '@cellbridge/objects';
import { createDeployment, forEachDialect, type TestDeployment } from '@cellbridge/testing';
import { expect, test } from 'vitest';
import { listQuarantined, planMove, recoverDeployment, verifyDeployment } from '../src/index.js';
import { archive, backUpApi } from './support/back-up.js';
import { expectSound } from './support/content.js';
import { move, openDeployment } from './support/move.js';
import { deleteReceipts } from './support/verification.js';

const uuidOf = (index: number) => `0c000000-0000-4000-8000-00000000000${index}`;
const UUIDS = [1, 2, 3, 4].map(uuidOf);
const CREATED_AT = '2024-03-01 12:00:00.654321';
const UPDATED_AT = '2024-03-02 12:00:00.987654';

/** What a column of the API database keeps of time stamps may be less than what one of a cell keeps. */
forEachDialect('Groups of cells on other kinds of database', (harness) => {
  const { storedTimestamp } = harness.testDialect;

  async function makeDeployment(): Promise<TestDeployment> {
    const databases = await createDeployment(harness, { cells: ['sqlite', 'postgresql'] });
    for (const [index, cell] of databases.cells.entries()) {
      const own = UUIDS.filter((_, number) => number % 2 === index);
      await cell.addGroups(
        own.map((uuid) => ({
          uuid,
          policies: ['affinity'],
          members: ['a', 'b'],
          createdAt: CREATED_AT,
          updatedAt: UPDATED_AT,
        })),
      );
    }
    return databases;
  }

  async function expectClean(databases: TestDeployment): Promise<void> {
    await using deployment = await openDeployment(databases);
    expect(await verifyDeployment(deployment)).toMatchObject({
      outcome: 'clean',
      findings: [],
      totals: { compared: UUIDS.length, changed: 0, undecided: 0 },
    });
    await expectSound(databases);
  }

  test('move, and are as they moved', async () => {
    const databases = await makeDeployment();
    expect(await move(databases)).toMatchObject({ outcome: 'complete' });
    const groups = await databases.api.rows('instance_groups');
    expect(groups.map(({ created_at, updated_at }) => [created_at, updated_at])).toEqual(
      UUIDS.map(() => [storedTimestamp(CREATED_AT), storedTimestamp(UPDATED_AT)]),
    );
    await expectClean(databases);
  });

  test('that the API database cannot hold are named by a plan, as the run refuses them', async () => {
    const databases = await createDeployment(harness, { cells: ['sqlite'] });
    await databases.cell.addGroups([
      { name: 'plain', members: ['a'] },
      { name: 'n'.repeat(256) },
      { name: 'four bytes: \u{1f600}' },
      { members: ['a', 'b'.repeat(256)] },
      { name: '\u00e9'.repeat(255) },
      { userId: 'u'.repeat(256), projectId: 'p'.repeat(256) },
    ]);
    await using deployment = await openDeployment(databases);
    const [planned] = (await planMove(deployment)).cells;
    await move(databases);
    const refused = await listQuarantined(deployment);
    const keysOf = (entries: readonly { groupUuid: string; reason: string }[] = []) =>
      entries.map(({ groupUuid, reason }) => `${groupUuid} ${reason}`).sort();
    expect(keysOf(planned?.obstacles)).toEqual(keysOf(refused));
    expect(planned).toMatchObject({ groups: 6 - refused.length, quarantined: refused.length });
    expect(refused).toHaveLength({ sqlite: 0, postgresql: 3, mysql: 4 }[harness.dialect]);
    for (const { details } of planned?.obstacles ?? []) {
      expect(details).toMatch(
        /^instance_group\S+ would get (a text of 256 characters, and holds 255|the character "\u{1f600}", which utf8mb3 does not have)\./u,
      );
    }
  });

  test.each([false, true])('come back as they moved (archived: %s)', async (isArchived) => {
    const databases = await makeDeployment();
    const restore = await backUpApi(databases.api.raw);
    await move(databases);
    const before = await databases.api.groups();
    await restore();
    if (isArchived) for (const cell of databases.cells) await archive(cell.raw);
    await using deployment = await openDeployment(databases);
    expect(await recoverDeployment(deployment)).toMatchObject({
      outcome: 'complete',
      cells: [
        { groups: 2, notAsMoved: [], unrecoverable: [] },
        { groups: 2, notAsMoved: [], unrecoverable: [] },
      ],
    });
    expect(await databases.api.groups()).toEqual(before);
    expect(await move(databases)).toMatchObject({ outcome: 'complete' });
    await expectClean(databases);
  });

  test('get back receipts that are lost, and are known to be those that moved', async () => {
    const databases = await makeDeployment();
    await move(databases);
    await deleteReceipts(databases.api.raw, UUIDS);
    await using deployment = await openDeployment(databases);
    expect(await recoverDeployment(deployment)).toMatchObject({
      outcome: 'complete',
      cells: [{ receipts: 2 }, { receipts: 2 }],
    });
    const receipts = await databases.api.rows('cellbridge_receipts');
    expect(receipts.map(({ destroyed_at }) => destroyed_at)).toEqual(UUIDS.map(() => null));
    await expectClean(databases);
  });

  test('are found with what differs, and nothing else', async () => {
    const databases = await makeDeployment();
    await move(databases);
    const { raw } = databases.api;
    await raw.query(`UPDATE instance_groups SET name = 'damaged' WHERE uuid = ?`, uuidOf(1));
    await raw.query(
      `UPDATE instance_groups SET updated_at = '2025-01-01 00:00:00' WHERE uuid = ?`,
      uuidOf(2),
    );
    await using deployment = await openDeployment(databases);
    const { findings } = await verifyDeployment(deployment);
    expect(findings.map(({ groupUuid }) => groupUuid).sort()).toEqual([uuidOf(1), uuidOf(2)]);
    const details = findings.map((finding) => finding.details).join('\n');
    expect(details).toContain('name (moved: ');
    expect(details).toContain(`updatedAt (moved: "${storedTimestamp(UPDATED_AT)}"`);
    expect(details).not.toMatch(/createdAt|policy|member/);
  });

  test('stay there alone where the API database cannot hold them', async () => {
    const databases = await makeDeployment();
    const { holdsEmojis, uniqueIgnoresCase } = harness.testDialect;
    const [first, second] = databases.cells;
    const [emoji, capitals] = [uuidOf(5), uuidOf(1).toUpperCase()];
    await second?.addGroups([{ uuid: emoji, name: '\u{1F600}' }, { uuid: capitals }]);
    const refused = [holdsEmojis ? [] : emoji, uniqueIgnoresCase ? capitals : []].flat();
    expect(await move(databases)).toMatchObject({
      migrations: [{ found: 6, done: 6 - refused.length, quarantined: refused.length }],
    });
    await using deployment = await openDeployment(databases);
    const entries = await listQuarantined(deployment);
    expect(entries.map(({ groupUuid }) => groupUuid).sort()).toEqual(refused.sort());
    for (const { reason } of entries) expect(reason).toBe('refused');
    expect(await first?.liveGroups()).toEqual([]);
    const { name } = await InstanceGroup.getByUuid(deployment.adminContext(), emoji);
    expect(name).toBe('\u{1F600}');
    const { findings } = await verifyDeployment(deployment);
    expect(findings.map(({ kind }) => kind)).toEqual(refused.map(() => 'quarantined'));
  });

  test('are absorbed where the API database has the same group', async () => {
    const databases = await makeDeployment();
    const [first] = databases.cells;
    await first?.addGroups([{ uuid: uuidOf(5), name: 'same', members: ['a'] }]);
    await databases.api.addGroups([{ uuid: uuidOf(5), name: 'same', members: ['a'] }]);
    expect(await move(databases)).toMatchObject({ outcome: 'complete' });
    await using deployment = await openDeployment(databases);
    expect(await verifyDeployment(deployment)).toMatchObject({
      outcome: 'clean',
      findings: [],
      totals: { compared: 5, changed: 0 },
    });
  });
});
