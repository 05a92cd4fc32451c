import { type Deployment, InstanceGroup, InstanceGroupList } from '@cellbridge/objects';
import {
  createDeployment,
  type Harness,
  onDialect,
  type TestDeployment,
  type TestDeploymentOptions,
  useHarness,
} from '@cellbridge/testing';
import { describe, expect, test } from 'vitest';
import {
  listQuarantined,
  migrationStatus,
  recoverDeployment,
  resolveQuarantined,
  verifyDeployment,
} from '../src/index.js';
import { addMemberByHand } from './support/add-member-by-hand.js';
import { ARCHIVERS } from './support/back-up.js';
import { move, openDeployment } from './support/move.js';

const UUID = '0e000000-0000-4000-8000-000000000002';
const PLAIN = ['0e000000-0000-4000-8000-000000000001', '0e000000-0000-4000-8000-000000000003'];
const MEMBER = '0f8a5f3e-6f0c-4d3a-9a53-6a8a3a0d2f11';
const CONTENT = {
  uuid: UUID,
  name: 'web-tier',
  userId: 'user',
  projectId: 'project',
  policies: ['affinity'],
  members: [MEMBER],
  createdAt: '2016-08-23 21:09:12.000000',
  updatedAt: null,
};

/** Columns of text of a cell. */
const TEXTS = [
  ['instance_groups', 'uuid'],
  ['instance_groups', 'name'],
  ['instance_groups', 'user_id'],
  ['instance_groups', 'project_id'],
  ['instance_group_policy', 'policy'],
  ['instance_group_member', 'instance_id'],
] as const;

/** Columns of time stamps of a cell that move. */
const STAMPS = [
  ['instance_groups', 'created_at'],
  ['instance_groups', 'updated_at'],
  ['instance_group_policy', 'created_at'],
  ['instance_group_member', 'updated_at'],
] as const;

type Column = readonly [table: string, column: string];

/** A cell with one group between two plain ones, and a statement that changes a value of it. */
async function deploymentWith(
  harness: Harness,
  [table, column]: Column,
  value: string,
  options: TestDeploymentOptions = {},
): Promise<TestDeployment> {
  const databases = await createDeployment(harness, { madeBy: 'adopted', ...options });
  const plain = PLAIN.map((uuid) => ({ uuid, members: [`member of ${uuid}`] }));
  const [first, second] = plain;
  const [, odd] = await databases.cell.addGroups([{ ...first }, CONTENT, { ...second }]);
  const key = table === 'instance_groups' ? 'id' : 'group_id';
  await databases.cell.raw.query(
    `UPDATE ${table} SET ${column} = ${value} WHERE ${key} = ?`,
    odd?.id ?? 0,
  );
  return databases;
}

/** That no reader fails for everybody, and what they show of the odd group. */
async function readAll(deployment: Deployment): Promise<InstanceGroup | undefined> {
  const context = deployment.adminContext();
  const groups = [...(await InstanceGroupList.getAll(context))];
  const uuids = groups.map(({ uuid }) => uuid);
  expect(uuids).toEqual(expect.arrayContaining(PLAIN));
  expect(uuids).toHaveLength(3);
  const odd = groups.find(({ uuid }) => !PLAIN.includes(uuid));
  // Under a uuid that nobody can read a page cannot go on, and bytes in its place are in none.
  for (const batchSize of odd?.uuid === UUID ? [1, 2, 3] : [500]) {
    const iterated: string[] = [];
    for await (const { uuid } of InstanceGroupList.iterate(context, { batchSize })) {
      iterated.push(uuid);
    }
    expect(iterated.filter((uuid) => PLAIN.includes(uuid))).toEqual(PLAIN);
    expect(iterated.length).toBeLessThanOrEqual(3);
  }
  expect(JSON.parse(JSON.stringify(groups))).toHaveLength(3);
  await migrationStatus(deployment);
  await verifyDeployment(deployment, { batchSize: 1 });
  expect(await recoverDeployment(deployment)).toMatchObject({ outcome: 'complete' });
  return odd;
}

/** That the group is shown and moved as `expected`, wherever it is. */
async function expectConverted(
  databases: TestDeployment,
  expected: Partial<typeof CONTENT>,
): Promise<void> {
  await using deployment = await openDeployment(databases);
  const content = { ...CONTENT, ...expected };
  const { createdAt: _createdAt, updatedAt: _updatedAt, ...shown } = content;
  expect(await readAll(deployment)).toMatchObject(shown);
  expect(await move(databases)).toMatchObject({ outcome: 'complete' });
  expect(await readAll(deployment)).toMatchObject(shown);
  expect((await databases.api.groups())[1]).toEqual(content);
  expect(await verifyDeployment(deployment)).toMatchObject({ outcome: 'clean' });
  expect(await migrationStatus(deployment)).toMatchObject({ ready: true });
}

/** That the group alone stays, named with its reason, and moves once it was put right. */
async function expectQuarantined(
  databases: TestDeployment,
  [table, column]: Column,
  problem: string,
): Promise<void> {
  await using deployment = await openDeployment(databases);
  await readAll(deployment);
  for (const _run of [1, 2]) {
    expect(await move(databases)).toMatchObject({ outcome: 'quarantined' });
    const [entry, ...others] = await listQuarantined(deployment);
    expect(others).toEqual([]);
    expect(entry).toMatchObject({ reason: 'unreadable', cellGroupId: 2 });
    expect(entry?.details).toMatch(new RegExp(`^${column} of row \\d+ of ${table} ${problem}`));
  }
  await readAll(deployment);
  expect(await databases.api.groups()).toMatchObject(PLAIN.map((uuid) => ({ uuid })));
  const claims = await databases.api.rows('cellbridge_claims');
  expect(claims).toEqual([]);
  if (column !== 'uuid') {
    const decided = resolveQuarantined(deployment, UUID, { keep: 'api', by: 'operator' });
    await expect(decided).rejects.toThrow('Fix the row in its cell');
  }
  const value = column === 'uuid' ? `'${UUID}'` : 'NULL';
  await databases.cell.raw.query(
    `UPDATE ${table} SET ${column} = ${value} WHERE ${table === 'instance_groups' ? 'id' : 'group_id'} = 2`,
  );
  expect(await move(databases)).toMatchObject({ outcome: 'complete' });
}

describe('What SQLite keeps in a column of text', () => {
  const harness = useHarness('sqlite');

  test.each(TEXTS)('moves as the text that it is in UTF-8: %s.%s', async (...column) => {
    const databases = await deploymentWith(harness, column, `cast(${column[1]} as blob)`);
    await expectConverted(databases, {});
  });

  test.each(TEXTS)('keeps its group alone back where it is no UTF-8: %s.%s', async (...column) => {
    const bytes = "x'53747261df65'";
    for (const value of [bytes, `cast(${bytes} as text)`]) {
      const databases = await deploymentWith(harness, column, value);
      await expectQuarantined(databases, column, 'is not UTF-8: the bytes 53747261df65');
    }
  });

  test.each(TEXTS)('keeps its group alone back where it holds a NUL: %s.%s', async (...column) => {
    const databases = await deploymentWith(harness, column, "cast(x'610062' as text)");
    await expectQuarantined(databases, column, 'holds a NUL character: the bytes 610062');
  });

  test('moves as it is where it is the replacement character', async () => {
    const databases = await deploymentWith(harness, TEXTS[1], "'Stra\uFFFDe'");
    await expectConverted(databases, { name: 'Stra\uFFFDe' });
  });
});

describe('What SQLite keeps in a column of time stamps', () => {
  const harness = useHarness('sqlite');

  test.each([
    ['1471986552', '2016-08-23 21:09:12.000000'],
    ['1471986552.25', '2016-08-23 21:09:12.250000'],
    ["julianday('2016-08-23 21:09:12.345')", '2016-08-23 21:09:12.345000'],
    ["'2016-08-23T23:39:12.5+02:30'", '2016-08-23 21:09:12.500000'],
    ["'2016-08-23 21:09:12Z'", '2016-08-23 21:09:12.000000'],
    ["x'323031362d30382d32332032313a30393a3132'", '2016-08-23 21:09:12.000000'],
  ])('moves as the time that it certainly is: %s', async (value, createdAt) => {
    for (const api of ['sqlite', 'postgresql'] as const) {
      const databases = await deploymentWith(harness, STAMPS[0], value, { api });
      await expectConverted(databases, { createdAt });
    }
  });

  test.each([
    "'now'",
    "'infinity'",
    "'2016-02-30 21:09:12'",
    "'2016-08-23'",
    '2016',
    '1471986552000',
    '2457624',
    "x'ff'",
  ])('keeps its group alone back where nobody knows what time it is: %s', async (value) => {
    const databases = await deploymentWith(harness, STAMPS[0], value, { api: 'postgresql' });
    await expectQuarantined(databases, STAMPS[0], 'is no time stamp: ');
  });

  test.each(STAMPS)('keeps its group alone back, whatever column: %s.%s', async (...column) => {
    const databases = await deploymentWith(harness, column, "'yesterday'");
    await expectQuarantined(databases, column, 'is no time stamp: ');
  });
});

describe('What SQLite keeps elsewhere', () => {
  const harness = useHarness('sqlite');

  test('under a group that has moved stays where nobody can read it, and is named', async () => {
    const databases = await createDeployment(harness);
    const [group] = await databases.cell.addGroups([{ uuid: UUID, members: ['kept'] }]);
    await move(databases);
    await addMemberByHand(databases.cell, group?.id ?? 0, 'late');
    await addMemberByHand(databases.cell, group?.id ?? 0, 'other');
    await databases.cell.raw.query(
      "UPDATE instance_group_member SET instance_id = x'ff' WHERE instance_id = 'late'",
    );
    const report = await move(databases);
    expect(report).toMatchObject({ outcome: 'failed' });
    expect(String(report.migrations[0]?.error)).toMatch(
      /instance_id of row 2 of instance_group_member is not UTF-8: the bytes ff/,
    );
    await using deployment = await openDeployment(databases);
    const { members } = await InstanceGroup.getByUuid(deployment.adminContext(), UUID);
    expect(members).toEqual(['kept', 'other']);
    expect(await migrationStatus(deployment)).toMatchObject({ cells: [{ stranded: 1 }] });
  });

  test('in the table of archived members stays where nobody can read it, and is named', async () => {
    const databases = await createDeployment(harness, { madeBy: 'adopted' });
    const { raw } = databases.cell;
    const [group] = await databases.cell.addGroups([{ uuid: UUID, members: ['kept'] }]);
    await move(databases);
    for (const member of ['late', '\uFFFD']) {
      await addMemberByHand(databases.cell, group?.id ?? 0, member);
    }
    await raw.query(
      "UPDATE instance_group_member SET instance_id = x'ff' WHERE instance_id = 'late'",
    );
    await ARCHIVERS['23 and 24'](raw);
    const report = await move(databases);
    expect(report).toMatchObject({ outcome: 'failed' });
    expect(String(report.migrations[0]?.error)).toMatch(
      /instance_id of row 2 of shadow_instance_group_member is not UTF-8: the bytes ff/,
    );
    await using deployment = await openDeployment(databases);
    const { members } = await InstanceGroup.getByUuid(deployment.adminContext(), UUID);
    expect(members).toEqual(['kept', '\uFFFD']);
    expect(await migrationStatus(deployment)).toMatchObject({ cells: [{ stranded: 1 }] });
  });

  test('in the API database reads as text, and fails no list', async () => {
    const databases = await createDeployment(harness);
    await databases.cell.addGroups([CONTENT]);
    await move(databases);
    const { raw } = databases.api;
    await raw.query(
      'UPDATE instance_groups SET name = cast(name as blob), created_at = 1471986552',
    );
    await raw.query("UPDATE instance_group_policy SET rules = x'ff', updated_at = 'soon'");
    await raw.query('UPDATE instance_group_member SET instance_uuid = cast(instance_uuid as blob)');
    await raw.query('UPDATE cell_mappings SET name = cast(name as blob), disabled = ?', 'false');
    await raw.query(
      'UPDATE cell_mappings SET database_connection = cast(database_connection as blob)',
    );
    await using deployment = await openDeployment(databases);
    const [group] = await InstanceGroupList.getAll(deployment.adminContext());
    expect(group?.toJSON()).toMatchObject({
      name: CONTENT.name,
      members: [MEMBER],
      createdAt: '2016-08-23T21:09:12.000000Z',
      rules: {},
    });
    expect(deployment.cells).toMatchObject([{ name: 'cell1' }]);
    expect(await verifyDeployment(deployment)).toMatchObject({ outcome: 'findings' });
    expect(await migrationStatus(deployment)).toMatchObject({ ready: true });
  });
});

describe('What PostgreSQL keeps', () => {
  const harness = useHarness('postgresql');

  test.each(TEXTS)(
    'in SQL_ASCII keeps its group alone back where it is no UTF-8: %s.%s',
    async (...column) => {
      const options = { encoding: 'SQL_ASCII' };
      const databases = await deploymentWith(harness, column, "E'Stra\\xdfe'", options);
      await expectQuarantined(databases, column, 'is not UTF-8: the bytes 53747261df65');
    },
  );

  test('in SQL_ASCII moves as it is where it is UTF-8', async () => {
    const options = { encoding: 'SQL_ASCII' };
    const databases = await deploymentWith(harness, TEXTS[1], "'Straße \uFFFD'", options);
    await expectConverted(databases, { name: 'Straße \uFFFD' });
  });

  test.each([
    [STAMPS[0], "'-infinity'"],
    [STAMPS[1], "'0044-03-15 12:00:00 BC'"],
    [STAMPS[2], "'infinity'"],
    [STAMPS[3], "'infinity'"],
  ])('for ever keeps its group alone back: %s %s', async (column, value) => {
    const databases = await deploymentWith(harness, column, value);
    await expectQuarantined(databases, column, 'is no time stamp: ');
  });
});

onDialect('mysql', 'What is kept', (harness) => {
  test.each(STAMPS)('for no date keeps its group alone back: %s.%s', async (...column) => {
    const databases = await deploymentWith(harness, column, "'0000-00-00 00:00:00'");
    await expectQuarantined(databases, column, 'is no time stamp: ');
  });

  test.each(TEXTS)('keeps its group alone back where it holds a NUL: %s.%s', async (...column) => {
    const databases = await deploymentWith(harness, column, "'a\\0b'");
    await expectQuarantined(databases, column, 'holds a NUL character: the bytes 610062');
  });
});
