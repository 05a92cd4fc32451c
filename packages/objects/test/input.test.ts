import { forEachDialect, type TestDeployment } from '@cellbridge/testing';
import { beforeAll, expect, test } from 'vitest';
import { Deployment, InstanceGroup, InstanceGroupList, InvalidInputError } from '../src/index.js';
import { createMixed, open } from './support/mixed.js';

const UUID = '5e0f0000-0000-4000-8000-00000000000a';
/** Values that a program without types may pass. */
// biome-ignore lint/suspicious/noExplicitAny: anything at all.
type Anything = any;

forEachDialect('Bad input', (harness) => {
  let databases: TestDeployment;
  beforeAll(async () => {
    databases = await createMixed(harness);
    await databases.api.addGroups([{ uuid: UUID }]);
  });

  const refuse = async (call: (deployment: Deployment) => Promise<unknown>, message: RegExp) => {
    await using deployment = await open(databases);
    const before = await databases.api.content();
    const error = await call(deployment).catch((error: unknown) => error);
    expect(error).toBeInstanceOf(InvalidInputError);
    expect(error).toMatchObject({ code: 'INVALID_INPUT', message: expect.stringMatching(message) });
    expect(await databases.api.content()).toEqual(before);
  };

  const cell = { uuid: UUID, name: null, url: null };
  test.each<[options: Anything, message: RegExp]>([
    [{ api: undefined }, /^The option api is undefined; give the URL of the API database\.$/],
    [{ api: 5 }, /^The option api is 5; give/],
    [{ api: null }, /^The option api is null; give/],
    [{ cells: 'cell1' }, /^The cells are "cell1"; give a list/],
    [{ cells: [null] }, /^The option cells\[0\] is null; give \{ uuid, name, url \}/],
    [{ cells: [cell, { ...cell, uuid: undefined }] }, /^The option cells\[1\]\.uuid is undefined/],
    [{ cells: [{ ...cell, name: 5 }] }, /^The option cells\[0\]\.name is 5; give a name, or null/],
    [{ cells: [{ uuid: UUID, name: 'a' }] }, /^The option cells\[0\]\.url is undefined; give/],
    [{ novaConnection: null }, /^The option novaConnection is null; give the URL of Nova's/],
    [{ onCellDown: 'pass' }, /^The option onCellDown is "pass"; give "fail" or "skip"/],
    [{ fallback: true }, /^The option fallback is true; give "until-complete" or "always"/],
    [{ cellTimeout: 0 }, /^The cellTimeout is 0; give a whole number above 0/],
    [{ recheckAfter: Number.NaN }, /^The option recheckAfter is NaN; give a number/],
    [{ recheckAfter: -1 }, /^The option recheckAfter is -1; give a number/],
    [{ onEvent: 'log' }, /^The option onEvent is "log"; give a function/],
    [{ onCellSkipped: 'x' }, /^The option onCellSkipped is "x"; give a function/],
    [{ onEventError: {} }, /^The option onEventError is an object; give a function/],
    [
      { cells: [{ ...cell, uuid: 'zz' }] },
      /^The option cells\[0\]\.uuid is "zz"; give the uuid of the cell/,
    ],
    [
      { cells: [cell, { ...cell, uuid: UUID.toUpperCase(), name: 'other' }] },
      /^cells\[0\] and cells\[1\] have the same uuid, ".*"; give each cell its own\.$/,
    ],
    [{ database: 5 }, /^The option database is 5; give an object/],
    [undefined, /^The options have to be an object/],
  ])('are options such as %j', async (options, message) => {
    const all = options && { api: databases.api.url, ...options };
    await refuse(() => Deployment.open(all), message);
  });

  test.each(['', 'abc', '5e0f0000', `${UUID} `, `'${UUID}`, 5, null, undefined])(
    'is a uuid %j',
    async (uuid: Anything) => {
      const message = /is not a uuid; it takes the form xxxxxxxx-/;
      await refuse((d) => InstanceGroup.getByUuid(d.adminContext(), uuid), message);
      await refuse((d) => InstanceGroup.addMembers(d.adminContext(), uuid, ['m']), message);
      await refuse((d) => InstanceGroup.removeMembers(d.adminContext(), uuid, ['m']), message);
      if (uuid === undefined) return;
      await refuse((d) => InstanceGroup.create(d.adminContext(), { uuid }), message);
      await refuse((d) => InstanceGroupList.getAll(d.adminContext(), { marker: uuid }), /marker/);
    },
  );

  test.each([
    ['x'.repeat(256), /256 characters; shorten it to 255/],
    ['a\0b', /a character that no database stores/],
    ['\ud800', /a character that no database stores/],
    [5, /has to be text/],
  ])('is a name, user, policy or member such as %j', async (text: Anything, message) => {
    const fields = [{ name: text }, { userId: text }, { projectId: text }];
    for (const field of fields) {
      await refuse((d) => InstanceGroup.create(d.adminContext(), field), message);
    }
    await refuse((d) => InstanceGroup.create(d.adminContext(), { policy: text }), message);
    await refuse((d) => InstanceGroup.create(d.adminContext(), { members: [text] }), message);
    await refuse((d) => InstanceGroup.addMembers(d.adminContext(), UUID, ['m', text]), message);
    await refuse((d) => InstanceGroup.getByName(d.adminContext(), text), message);
    await refuse((d) => InstanceGroup.getByInstanceUuid(d.adminContext(), text), message);
    await refuse(async (d) => {
      const group = await InstanceGroup.getByUuid(d.adminContext(), UUID);
      group.name = text;
      await group.save();
    }, message);
  });

  test.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, '5'])(
    'is a limit of %j',
    async (limit: Anything) => {
      const message = /give a whole number above 0/;
      await refuse((d) => InstanceGroupList.getAll(d.adminContext(), { limit }), message);
      await refuse(
        (d) => InstanceGroupList.iterate(d.adminContext(), { batchSize: limit }).next(),
        message,
      );
      await refuse(() => open(databases, { cellTimeout: limit }), message);
    },
  );

  test.each([
    [{ rules: { max_server_per_host: 1 } }, /Rules belong to a policy/],
    [{ policy: 'affinity', rules: { max_server_per_host: 1.5 } }, /whole number/],
    [{ policy: 'affinity', rules: { '': 1 } }, /name of a rule is empty/],
    [{ members: 'm1' }, /members have to be a list/],
    [{ policies: [''] }, /policy is empty/],
    [{ policies: 'affinity' }, /^The policies have to be a list\.$/],
  ])('is a group like %j', async (options: Anything, message) => {
    await refuse((d) => InstanceGroup.create(d.adminContext(), options), message);
  });

  test.each<[what: string, message: RegExp, exclude: Anything]>([
    ['no list', /^The instance uuids of the option exclude have to be a list/, 'abc'],
    ['no text', /^The instance uuid of the option exclude has to be text/, [5]],
  ])('is %s of members to exclude', async (_, message, exclude) => {
    await refuse(async (d) => {
      const group = await InstanceGroup.getByUuid(d.adminContext(), UUID);
      await group.getHosts({ exclude });
    }, message);
  });

  test.each<[context: Anything]>([[undefined], [null], [{}], ['admin']])(
    'is a context such as %j',
    async (context) => {
      const message = /^The context is .*; give what deployment\.context\(\) or adminContext\(\)/;
      const calls = [
        () => InstanceGroup.create(context, { name: 'web' }),
        () => InstanceGroup.getByUuid(context, UUID),
        () => InstanceGroup.getByName(context, 'web'),
        () => InstanceGroup.getByInstanceUuid(context, 'm'),
        () => InstanceGroup.getByHint(context, 'web'),
        () => InstanceGroup.addMembers(context, UUID, ['m']),
        () => InstanceGroup.removeMembers(context, UUID, ['m']),
        () => InstanceGroup.destroyMembersBulk(context, ['m']),
        () => InstanceGroupList.getAll(context),
        () => InstanceGroupList.getByProjectId(context, 'p'),
        () => InstanceGroupList.getCounts(context, 'p'),
        () => InstanceGroupList.getExistingMembers(context, []),
        () => InstanceGroupList.iterate(context).next(),
      ];
      for (const call of calls) await refuse(call, message);
    },
  );

  test('is a rule for a group in a cell, which has no rules', async () => {
    const uuid = '5e0f0000-0000-4000-8000-00000000000c';
    await databases.cell.addGroups([{ uuid }]);
    await refuse(async (d) => {
      const group = await InstanceGroup.getByUuid(d.adminContext(), uuid);
      group.rules = { max_server_per_host: 1 };
      await group.save();
    }, /A cell keeps no rules; move group .* to the API database/);
  });

  test('is a context without a user or a project, and an unknown cell', async () => {
    await refuse(async (d) => d.context({ userId: '', projectId: 'p' }), /user id is empty/);
    await refuse(async (d) => d.context({ userId: 'u', projectId: '' }), /project id is empty/);
    await refuse(
      async (d) => d.context({ userId: 5 as Anything, projectId: 'p' }),
      /has to be text/,
    );
    await refuse(async (d) => d.cell('cell9'), /no cell "cell9"; there are: cell1, cell2/);
  });

  test('is a cell mapping without a database, which does not stop other cells from being read', async () => {
    const others = await createMixed(harness);
    await others.api.addCellMappings([{ uuid: UUID, name: 'empty', url: null }]);
    await using deployment = await Deployment.open({ api: others.api.url, onCellDown: 'skip' });
    const reading = deployment.cell('empty').withDatabase(async () => {});
    await expect(reading).rejects.toThrow(/^Cell empty is unavailable: .* no database_connection/);
    const groups = await InstanceGroupList.getAll(deployment.adminContext());
    expect(groups.unavailableCells).toEqual([UUID]);
  });
});
