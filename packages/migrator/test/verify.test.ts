import { randomUUID } from 'node:crypto';
import { Deployment, InstanceGroup } from '@cellbridge/objects';
import { createDeployment, forEachDialect, type TestDeployment } from '@cellbridge/testing';
import { describe, expect, test } from 'vitest';
import {
  type Finding,
  type VerifyOptions,
  type VerifyReport,
  verifyDeployment,
} from '../src/index.js';
import { archive, purge } from './support/back-up.js';
import { expectUuids, move, moved, N, rename, verified } from './support/verification.js';

forEachDialect('verifyDeployment', (harness) => {
  describe('of a deployment that is well', () => {
    test('finds nothing where there is nothing', async () => {
      const { report } = await verified(await createDeployment(harness, { cells: 2 }));
      expect(report).toMatchObject({ outcome: 'clean', findings: [], resumeFrom: null });
      expect(report.totals).toMatchObject({ compared: 0, pending: 0 });
    });

    test('says that nothing was compared before the move', async () => {
      const databases = await createDeployment(harness);
      await databases.cell.addGroups([{}, {}]);
      const { report } = await verified(databases);
      expect(report).toMatchObject({ outcome: 'nothing', totals: { compared: 0, pending: 2 } });
    });

    test('compares every group after the move', async () => {
      const { databases } = await moved(harness, 30);
      const { report } = await verified(databases, { batchSize: 7 });
      expect(report).toMatchObject({ outcome: 'clean', findings: [], apiGroups: 60 });
      expect(report.totals).toEqual({ ...none, compared: 60 });
      expect(report.cells.map(({ name, compared }) => [name, compared])).toEqual([
        ['cell1', 30],
        ['cell2', 30],
      ]);
    });

    test('takes changes after the move for what they are', async () => {
      const { databases, uuids } = await moved(harness, 7);
      await using deployment = await Deployment.open({ api: databases.api.url });
      const context = deployment.adminContext();
      const [renamed, added, removed, replaced, destroyed, removedInBulk, recreated] =
        uuids as Seven;
      const group = await InstanceGroup.getByUuid(context, renamed);
      group.name = 'another';
      await group.save();
      await InstanceGroup.addMembers(context, added, [randomUUID()]);
      const other = await InstanceGroup.getByUuid(context, removed);
      await InstanceGroup.removeMembers(context, removed, other.members.slice(0, 1));
      const third = await InstanceGroup.getByUuid(context, replaced);
      third.policies = ['affinity'];
      await third.save();
      await (await InstanceGroup.getByUuid(context, destroyed)).destroy();
      const { members } = await InstanceGroup.getByUuid(context, removedInBulk);
      await InstanceGroup.destroyMembersBulk(context, members.slice(0, 1));
      await (await InstanceGroup.getByUuid(context, recreated)).destroy();
      await InstanceGroup.create(context, { uuid: recreated, name: 'again' });
      const report = await verifyDeployment(deployment);
      expect(report.findings).toEqual([]);
      expect(report.totals).toEqual({ ...none, compared: 14, changed: 5, destroyed: 2 });
    });
  });

  describe('of members that came or went by plain SQL, as Nova writes', () => {
    const exchange = async ({ api: { raw } }: TestDeployment, uuid: string) => {
      const [group] = await raw.query('SELECT id FROM instance_groups WHERE uuid = ?', uuid);
      const id = Number(group?.id);
      const ofGroup = 'SELECT max(id) AS id FROM instance_group_member WHERE group_id = ?';
      const [last] = await raw.query(ofGroup, id);
      await raw.query('DELETE FROM instance_group_member WHERE id = ?', last?.id ?? 0);
      await raw.query(
        `INSERT INTO instance_group_member (created_at, group_id, instance_uuid) VALUES (?, ?, ?)`,
        '2020-01-01 00:00:00.000000',
        id,
        randomUUID(),
      );
    };

    test('takes them for a change, whatever their time stamps say', async () => {
      const { databases, uuids } = await moved(harness, 2);
      await exchange(databases, uuids[0] ?? '');
      const { report } = await verified(databases);
      expect(report).toMatchObject({ outcome: 'clean', findings: [], undecidedGroups: [] });
      expect(report.totals).toEqual({ ...none, compared: 4, changed: 1 });
    });

    test('takes them for a change where Nova has archived the rows', async () => {
      const { databases, uuids } = await moved(harness, 2);
      await archive(databases.cell.raw);
      await exchange(databases, uuids[0] ?? '');
      const { report } = await verified(databases);
      expect(report).toMatchObject({ outcome: 'clean', totals: { changed: 1, undecided: 0 } });
    });

    test('cannot tell, and names them, where Nova has archived and purged the rows', async () => {
      const { databases, uuids } = await moved(harness, 2);
      const [uuid = ''] = uuids;
      await archive(databases.cell.raw);
      await purge(databases.cell.raw);
      await exchange(databases, uuid);
      const { report } = await verified(databases);
      expect(report).toMatchObject({ outcome: 'undecided', findings: [] });
      expect(report.totals).toEqual({ ...none, compared: 4, undecided: 1, unproved: 2 });
      expect(report.undecidedGroups).toEqual([
        {
          cellUuid: databases.cell.uuid,
          groupUuid: uuid,
          details:
            'Its 2 members are not those that moved; the cell no longer says which these were.',
        },
      ]);
      const { report: other } = await verified(databases, { cells: ['cell2'] });
      expect(other).toMatchObject({ outcome: 'clean', totals: { undecided: 0 } });
    });
  });

  test('goes on where it was stopped, and finds each finding once', async () => {
    const { databases, uuids } = await moved(harness, 12);
    const planted = uuids.slice(0, N);
    await rename(databases.api.raw, planted);
    const findings: Finding[] = [];
    let resumeFrom: string | undefined;
    let compared = 0;
    for (let calls = 0; calls < 100; calls += 1) {
      const controller = new AbortController();
      const { report } = await verified(databases, {
        batchSize: 2,
        resumeFrom,
        signal: controller.signal,
        onProgress: () => controller.abort(),
      });
      findings.push(...report.findings);
      compared += report.totals.compared;
      if (report.resumeFrom === null) break;
      resumeFrom = report.resumeFrom;
    }
    expect(compared).toBe(24);
    expectUuids(findings, 'different', planted);
  });

  test.each<[options: unknown, message: RegExp]>([
    [null, /^The options are null; give an object\.$/],
    [{ kinds: ['zz'] }, /^The option kinds\[0\] is "zz"; give one of: missing, unproven,/],
    [{ kinds: 'missing' }, /^The option kinds is "missing"; give a list/],
    [{ cells: [] }, /^The option cells is a list; give a list of cells that names one/],
    [{ batchSize: '5' }, /^The batch size is "5"; give a whole number above 0\.$/],
    [{ maxFindings: -1 }, /^The option maxFindings is -1; give a number, 0 or above\.$/],
    [{ signal: 5 }, /^The option signal is 5; give an AbortSignal\.$/],
    [{ onProgress: 5 }, /^The option onProgress is 5; give a function\.$/],
    [{ onFinding: 5 }, /^The option onFinding is 5; give a function\.$/],
  ])('refuses the options %j', async (options, message) => {
    const databases = await createDeployment(harness);
    await using deployment = await Deployment.open({ api: databases.api.url });
    await expect(verifyDeployment(deployment, options as VerifyOptions)).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      message: expect.stringMatching(message),
    });
  });

  test('keeps as many findings as it may, and counts all', async () => {
    const { databases, uuids } = await moved(harness, N);
    await rename(databases.api.raw, uuids.slice(0, N));
    const { report } = await verified(databases, { maxFindings: 2 });
    expect(report.findings).toHaveLength(2);
    expect(report).toMatchObject({ findingsOmitted: N - 2, counts: { different: N } });
  });

  test('names a cell that cannot be reached, and verifies the others', async () => {
    const { databases } = await moved(harness, 3);
    await databases.api.raw.query(
      `UPDATE cell_mappings SET database_connection = 'sqlite:////nowhere/at/all' WHERE name = 'cell1'`,
    );
    const { report } = await verified(databases);
    expect(report.outcome).toBe('unavailable');
    expect(report.unavailableCells.map(({ cellName }) => cellName)).toEqual(['cell1']);
    expect(report.totals.compared).toBe(3);
  });

  test('reports nothing while writers and the migrator run', async () => {
    const databases = await createDeployment(harness, { cells: 2 });
    const uuids: string[] = [];
    for (const cell of databases.cells) {
      const added = await cell.addGroups(
        Array.from({ length: 60 }, () => ({ members: [randomUUID(), randomUUID()] })),
      );
      uuids.push(...added.map(({ uuid }) => uuid));
    }
    await using writers = await Deployment.open({ api: databases.api.url });
    const isOver = new AbortController();
    const write = async (own: readonly string[]) => {
      for (const [index, uuid] of own.entries()) await change(writers, uuid, index);
    };
    const traffic = Promise.all([
      move(databases, 4),
      ...[0, 1, 2].map((which) => write(uuids.filter((_, index) => index % 3 === which))),
    ]).finally(() => isOver.abort());
    const reports: VerifyReport[] = [];
    while (!isOver.signal.aborted)
      reports.push((await verified(databases, { batchSize: 9 })).report);
    await traffic;
    reports.push((await verified(databases)).report);
    expect(reports.flatMap(({ findings }) => findings)).toEqual([]);
    expect(reports.at(-1)).toMatchObject({ outcome: 'clean', totals: { pending: 0 } });
  });
});

type Seven = [string, string, string, string, string, string, string];

const none = { compared: 0, changed: 0, destroyed: 0, undecided: 0, unproved: 0, pending: 0 };

/** Changes a group through the objects, in one of five ways. */
async function change(deployment: Deployment, uuid: string, way: number): Promise<void> {
  const context = deployment.adminContext();
  const group = await InstanceGroup.getByUuid(context, uuid);
  if (way % 5 === 0) await InstanceGroup.addMembers(context, uuid, [randomUUID()]);
  if (way % 5 === 1) await InstanceGroup.removeMembers(context, uuid, group.members.slice(0, 1));
  if (way % 5 === 2) await group.destroy();
  if (way % 5 === 3) {
    group.name = `renamed-${way}`;
    await group.save();
  }
  if (way % 5 === 4) await InstanceGroup.create(context, { name: 'new', policies: ['affinity'] });
}
