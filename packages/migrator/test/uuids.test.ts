import { InstanceGroup, InstanceGroupList } from '@cellbridge/objects';
import { createDeployment, forEachDialect } from '@cellbridge/testing';
import { expect, test } from 'vitest';
import {
  describeQuarantined,
  listQuarantined,
  resolveQuarantined,
  retryQuarantined,
  verifyDeployment,
} from '../src/index.js';
import { openDeployment, runMove } from './support/move.js';

const UUID = 'aaaaaaaa-0000-4000-8000-00000000abcd';
const CAPITALS = UUID.toUpperCase();
const DIGITS = UUID.replaceAll('-', '');

forEachDialect('Groups whose uuids are spelled in unusual ways', (harness) => {
  /** Different groups, though one uuid in two or three spellings; and one that is of no RFC variant. */
  const uuids = [
    ...(harness.testDialect.uniqueIgnoresCase ? [] : [UUID]),
    CAPITALS,
    DIGITS,
    '11111111-1111-1111-1111-111111111111',
  ];

  test('are verified, move and are found as they are listed', async () => {
    const databases = await createDeployment(harness, { cells: 2 });
    const [first, second] = databases.cells;
    await first?.addGroups(uuids.slice(0, -2).map((uuid) => ({ uuid })));
    await second?.addGroups(uuids.slice(-2).map((uuid) => ({ uuid, members: ['m1'] })));
    await using deployment = await openDeployment(databases);
    const context = deployment.adminContext();
    const verify = () => verifyDeployment(deployment, { batchSize: 1 });
    expect(await verify()).toMatchObject({ outcome: 'nothing', totals: { pending: uuids.length } });
    expect(await runMove(deployment, { batchSize: 1 })).toMatchObject({ outcome: 'complete' });
    expect(await verify()).toMatchObject({
      outcome: 'clean',
      apiGroups: uuids.length,
      totals: { compared: uuids.length },
    });
    const listed = await InstanceGroupList.getAll(context);
    expect(listed.map(({ uuid }) => uuid).sort()).toEqual([...uuids].sort());
    for (const { uuid } of listed) {
      const group = await InstanceGroup.getByUuid(context, uuid);
      expect(group).toMatchObject({ uuid, location: { database: 'api' } });
      await group.destroy();
    }
    expect(await verify()).toMatchObject({ outcome: 'clean', totals: { destroyed: uuids.length } });
  });

  test('are found in quarantine by any spelling, and as they are listed first', async () => {
    const databases = await createDeployment(harness);
    await databases.cell.addGroups([{ uuid: CAPITALS, name: 'cell' }]);
    await databases.api.addGroups([{ uuid: CAPITALS, name: 'api' }]);
    await using deployment = await openDeployment(databases);
    expect(await runMove(deployment)).toMatchObject({ outcome: 'quarantined' });
    for (const uuid of [CAPITALS, UUID, DIGITS, `{${UUID}}`]) {
      const [{ entry, api, cell } = {}] = await describeQuarantined(deployment, uuid);
      expect(entry?.groupUuid).toBe(CAPITALS);
      expect([api?.name, cell?.name]).toEqual(['api', 'cell']);
    }
    const tried = await retryQuarantined(deployment, [CAPITALS, UUID]);
    expect(tried).toEqual({ tried: 1, moved: 0, quarantined: 1 });
    await resolveQuarantined(deployment, DIGITS, { keep: 'cell', by: 'test' });
    expect(await listQuarantined(deployment)).toEqual([]);
    const group = await InstanceGroup.getByUuid(deployment.adminContext(), CAPITALS);
    expect(group.name).toBe('cell');
  });

  test('are decided one by one where several are spellings of one uuid', async () => {
    const databases = await createDeployment(harness);
    for (const uuid of [CAPITALS, DIGITS]) {
      await databases.cell.addGroups([{ uuid, name: 'cell' }]);
      await databases.api.addGroups([{ uuid, name: 'api' }]);
    }
    await using deployment = await openDeployment(databases);
    expect(await runMove(deployment)).toMatchObject({ outcome: 'quarantined' });
    const decide = (uuid: string) =>
      resolveQuarantined(deployment, uuid, { keep: 'api', by: 'test' });
    const refusal = new RegExp(`several groups.*${CAPITALS}, ${DIGITS}`, 'i');
    await expect(decide(UUID)).rejects.toThrow(refusal);
    await expect(retryQuarantined(deployment, [UUID])).rejects.toThrow(refusal);
    await expect(describeQuarantined(deployment, UUID)).rejects.toThrow(refusal);
    expect(await listQuarantined(deployment)).toHaveLength(2);
    await decide(DIGITS);
    expect(await listQuarantined(deployment)).toMatchObject([{ groupUuid: CAPITALS }]);
    await decide(UUID);
    expect(await listQuarantined(deployment)).toEqual([]);
  });
});
