import { InstanceGroup } from '@cellbridge/objects';
import { forEachDialect, type TestDeployment } from '@cellbridge/testing';
import { describe, expect, test } from 'vitest';
import { addGroups, createDatabases, type Send, STAGES, start } from './support/service.js';

const uuidOf = (number: number) => `5e0f0000-0000-4000-8000-${String(number).padStart(12, '0')}`;
const memberOf = (number: number) => `1a570000-0000-4000-8000-${String(number).padStart(12, '0')}`;
const ids = ({ body }: { body: { server_groups: { id: string }[] } }) =>
  body.server_groups.map(({ id }) => id);

/** Where it may work if it is tried again. The body names no database. */
const UNAVAILABLE = {
  status: 503,
  headers: { 'retry-after': '5' },
  body: {
    serviceUnavailable: {
      code: 503,
      message: 'The service is temporarily unavailable; try again later.',
    },
  },
};

const hard = { name: 'web', policies: ['anti-affinity'] };
const create = (send: Send, group: object, version?: string) =>
  send('POST /', { body: { server_group: group }, ...(version && { version }) });

forEachDialect('os-server-groups', (harness) => {
  describe.each(STAGES)('%s the move', (stage) => {
    /** Groups 1 to 6, the later ones first, of two projects in turn. */
    const withGroups = async (): Promise<TestDeployment> => {
      const databases = await createDatabases(harness);
      const numbers = [6, 5, 4, 3, 2, 1];
      const groups = numbers.map((number) => ({
        uuid: uuidOf(number),
        name: `group ${number}`,
        projectId: number % 2 ? 'shop' : 'bank',
        createdAt: `2024-01-01 00:00:0${9 - number}.000000`,
      }));
      await addGroups(databases, stage, groups);
      return databases;
    };

    test('lists the groups of the project; all of them for an admin who asks', async () => {
      await using service = await start(await withGroups());
      const alice = service.as('alice', 'shop');
      const admin = service.as('root', 'bank', 'admin,member');
      const ofShop = [5, 3, 1].map(uuidOf);
      expect(ids(await alice('GET /'))).toEqual(ofShop);
      expect(ids(await alice('GET /?all_projects=True'))).toEqual(ofShop);
      expect(ids(await admin('GET /'))).toEqual([6, 4, 2].map(uuidOf));
      for (const value of ['True', 'False', '1', 'False&all_projects=True', '']) {
        const all = await admin(`GET /?all_projects=${value}`);
        expect(ids(all), value).toEqual([6, 5, 4, 3, 2, 1].map(uuidOf));
      }
    });

    test('lists a part of them, in creation order', async () => {
      await using service = await start(await withGroups());
      const admin = service.as('root', 'bank', 'admin');
      const page = async (query: string) => ids(await admin(`GET /?all_projects&${query}`));
      const all = [6, 5, 4, 3, 2, 1].map(uuidOf);
      expect(await page('limit=2')).toEqual(all.slice(0, 2));
      expect(await page('limit=2&offset=3')).toEqual(all.slice(3, 5));
      expect(await page('offset=4')).toEqual(all.slice(4));
      expect(await page('offset=6')).toEqual([]);
      expect(await page('limit=0')).toEqual(all);
      expect(await page('limit=5000&offset=0')).toEqual(all);
      expect(await page('offset=2&limit=2&limit=1&offset=1')).toEqual(all.slice(1, 2));
    });

    test('shows a group to its project and to admins, to nobody else', async () => {
      await using service = await start(await withGroups());
      const path = `GET /${uuidOf(1)}`;
      for (const who of [
        service.as('alice', 'shop'),
        service.as('alice', 'shop', 'reader'),
        service.as('root', 'bank', 'admin'),
      ]) {
        const { status, body } = await who(path);
        expect({ status, id: body.server_group.id }).toEqual({ status: 200, id: uuidOf(1) });
      }
      const message = `Instance group ${uuidOf(1)} could not be found.`;
      expect(await service.as('eve', 'bank')(path)).toMatchObject({
        status: 404,
        body: { itemNotFound: { code: 404, message } },
      });
    });

    test('deletes a group, once, and not another project’s', async () => {
      await using service = await start(await withGroups());
      const alice = service.as('alice', 'shop');
      const path = `/${uuidOf(1)}`;
      expect((await service.as('eve', 'bank')(`DELETE ${path}`)).status).toBe(404);
      const { status, body } = await alice(`DELETE ${path}`);
      expect({ status, body }).toEqual({ status: 204, body: undefined });
      expect((await alice(`DELETE ${path}`)).status).toBe(404);
      expect((await alice(`GET ${path}`)).status).toBe(404);
      expect(ids(await alice('GET /'))).toEqual([5, 3].map(uuidOf));
      const admin = service.as('root', 'bank', 'admin');
      expect((await admin(`DELETE /${uuidOf(3)}`)).status).toBe(204);
      expect(ids(await alice('GET /'))).toEqual([uuidOf(5)]);
    });

    test('shows the members that exist: live in their cell, or not scheduled yet', async () => {
      const databases = await createDatabases(harness);
      const [active, deleted, softDeleted, elsewhere, coming, unknown] = [1, 2, 3, 4, 5, 6].map(
        memberOf,
      ) as [string, string, string, string, string, string];
      await addGroups(databases, stage, [
        { uuid: uuidOf(1), members: [active, deleted, elsewhere] },
        { uuid: uuidOf(2), members: [softDeleted, elsewhere, coming, unknown] },
      ]);
      const [first, second] = databases.cells;
      await first?.addInstances([
        { uuid: active, host: 'host1', vmState: 'active' },
        { uuid: deleted, host: 'host1', vmState: 'deleted', deleted: true },
        { uuid: softDeleted, host: 'host1', vmState: 'soft-delete' },
      ]);
      await second?.addInstances([{ uuid: elsewhere, host: 'host2', vmState: 'error' }]);
      await databases.api.addInstanceMappings([
        ...[active, deleted, softDeleted].map((instanceUuid) => {
          return { instanceUuid, cellUuid: first?.uuid ?? null };
        }),
        { instanceUuid: elsewhere, cellUuid: second?.uuid ?? null },
        { instanceUuid: coming, cellUuid: null },
      ]);
      await using service = await start(databases);
      const alice = service.as('alice', 'project');
      const membersOf = async (number: number) =>
        (await alice(`GET /${uuidOf(number)}`)).body.server_group.members;
      expect(await membersOf(1)).toEqual([active, elsewhere]);
      expect(await membersOf(2)).toEqual([elsewhere, coming]);
      const { body } = await alice('GET /');
      const listed = body.server_groups as { id: string; members: string[] }[];
      expect(Object.fromEntries(listed.map(({ id, members }) => [id, members]))).toEqual({
        [uuidOf(1)]: [active, elsewhere],
        [uuidOf(2)]: [elsewhere, coming],
      });
    });
  });

  test('says in each version what that version says', async () => {
    await using service = await start(await createDatabases(harness));
    const alice = service.as('alice', 'shop');
    const created = await create(alice, hard);
    expect(created.status).toBe(200);
    const { id } = created.body.server_group;
    const old = { id, name: 'web', policies: ['anti-affinity'], metadata: {}, members: [] };
    const who = { project_id: 'shop', user_id: 'alice' };
    const today = { id, name: 'web', policy: 'anti-affinity', rules: {}, members: [], ...who };
    expect(created.body).toEqual({ server_group: old });
    for (const [version, group] of [
      ['2.1', old],
      ['2.12', old],
      ['2.13', { ...old, ...who }],
      ['2.15', { ...old, ...who }],
      ['2.63', { ...old, ...who }],
      ['2.64', today],
      ['2.75', today],
      ['latest', today],
    ] as const) {
      const shown = await alice(`GET /${id}`, { version });
      expect(shown.body, version).toEqual({ server_group: group });
      const listed = await alice('GET /', { version });
      expect(listed.body, version).toEqual({ server_groups: [group] });
    }
  });

  test('shows a group of no policy, and one of several by its first, as Nova does', async () => {
    const databases = await createDatabases(harness);
    await databases.cell.addGroups([
      { uuid: uuidOf(1), policies: [] },
      { uuid: uuidOf(2), policies: ['affinity', 'legacy'] },
    ]);
    await using service = await start(databases);
    const alice = service.as('alice', 'project');
    const show = async (number: number, version: string) =>
      (await alice(`GET /${uuidOf(number)}`, { version })).body.server_group;
    expect(await show(1, '2.1')).toMatchObject({ policies: [] });
    expect(await show(1, '2.64')).toMatchObject({ policy: null, rules: {} });
    expect(await show(2, '2.63')).toMatchObject({ policies: ['affinity'] });
    expect(await show(2, '2.64')).toMatchObject({ policy: 'affinity' });
  });

  test('takes the policies that a version has', async () => {
    await using service = await start(await createDatabases(harness), {
      quota: { serverGroups: -1 },
    });
    const alice = service.as('alice', 'shop');
    const soft = ['soft-affinity', 'soft-anti-affinity'];
    for (const policy of ['affinity', 'anti-affinity', ...soft]) {
      const group = { name: 'g', policies: [policy] };
      const isSoft = soft.includes(policy);
      expect((await create(alice, group, '2.14')).status, policy).toBe(isSoft ? 400 : 200);
      const { status, body } = await create(alice, group, '2.15');
      expect(status, policy).toBe(200);
      expect(body.server_group.policies).toEqual([policy]);
      expect((await create(alice, group, '2.64')).status, policy).toBe(400);
      const today = await create(alice, { name: 'g', policy }, '2.64');
      expect(today).toMatchObject({ status: 200, body: { server_group: { policy, rules: {} } } });
      expect((await create(alice, { name: 'g', policy }, '2.63')).status, policy).toBe(400);
    }
  });

  test.each([
    ['2.1', 'policies', [undefined, '', 7, 'affinity', null, [], [7], ['legacy']]],
    [
      '2.1',
      'policies',
      [
        ['affinity', 'anti-affinity'],
        ['affinity', 'affinity'],
      ],
    ],
    ['2.64', 'policy', [undefined, '', 7, 'invalid', null, ['affinity']]],
  ])('refuses other policies, in %s', async (version, field, values) => {
    await using service = await start(await createDatabases(harness));
    const alice = service.as('alice', 'shop');
    for (const value of values) {
      const answer = await create(alice, { name: 'web', [field]: value }, version);
      expect(answer, JSON.stringify(value)).toMatchObject({
        status: 400,
        body: { badRequest: { code: 400, message: expect.stringMatching(/^Invalid input for /) } },
      });
    }
    expect(ids(await alice('GET /'))).toEqual([]);
  });

  test('takes names that can be printed, and no others', async () => {
    await using service = await start(await createDatabases(harness), {
      quota: { serverGroups: -1 },
    });
    const alice = service.as('alice', 'shop');
    for (const name of ['good* $%name', 'x', 'Größe 漢字', 'n'.repeat(255)]) {
      const { status, body } = await create(alice, { ...hard, name });
      expect({ status, name: body.server_group?.name }).toEqual({ status: 200, name });
    }
    const wrong = [undefined, null, 12, '', '  leading', 'trailing ', '   ', 'bad\0name'];
    for (const name of [...wrong, 'new\nline', 'n'.repeat(256), '\u{1F4A9}']) {
      expect((await create(alice, { ...hard, name })).status, JSON.stringify(name)).toBe(400);
    }
  });

  test('refuses a body that is none, or holds what it should not', async () => {
    await using service = await start(await createDatabases(harness));
    const alice = service.as('alice', 'shop');
    const bodies = [undefined, {}, [], { 'no-group': null }, { server_group: null }];
    for (const body of [...bodies, { server_group: hard, other: 1 }]) {
      expect((await alice('POST /', { body })).status, JSON.stringify(body)).toBe(400);
    }
    expect((await create(alice, { ...hard, unknown: 'unknown' })).status).toBe(400);
    expect((await create(alice, { ...hard, rules: {} })).status).toBe(400);
    const json = { 'content-type': 'application/json' };
    expect((await alice('POST /', { body: '{', headers: json })).status).toBe(400);
  });

  test('takes max_server_per_host for anti-affinity, as a number or its digits', async () => {
    await using service = await start(await createDatabases(harness));
    const alice = service.as('alice', 'shop');
    const group = { name: 'web', policy: 'anti-affinity' };
    for (const value of [3, '3']) {
      const rules = { max_server_per_host: value };
      const { body } = await create(alice, { ...group, rules }, '2.64');
      const { id } = body.server_group;
      const shown = await alice(`GET /${id}`, { version: '2.64' });
      for (const { server_group: made } of [body, shown.body]) {
        expect(made.rules).toEqual({ max_server_per_host: 3 });
      }
      const context = service.deployment.adminContext();
      expect((await InstanceGroup.getByUuid(context, id)).rules).toEqual({
        max_server_per_host: 3,
      });
    }
    const wrong = [0, -1, 1.5, '0', '-1', 'foo', '', null, true];
    for (const rules of [
      { unknown_key: '3' },
      ...wrong.map((value) => ({ max_server_per_host: value })),
    ]) {
      const { status } = await create(alice, { ...group, rules }, '2.64');
      expect(status, JSON.stringify(rules)).toBe(400);
    }
    for (const policy of ['affinity', 'soft-affinity', 'soft-anti-affinity']) {
      const rules = { max_server_per_host: 3 };
      expect(await create(alice, { name: 'web', policy, rules }, '2.64')).toMatchObject({
        status: 400,
        body: { badRequest: { message: 'Only anti-affinity policy supports rules.' } },
      });
      expect((await create(alice, { name: 'web', policy, rules: {} }, '2.64')).status).toBe(200);
    }
  });

  test('answers 409 to max_server_per_host while old compute services run', async () => {
    await using service = await start(await createDatabases(harness), {
      hasOldComputes: async () => true,
    });
    const alice = service.as('alice', 'shop');
    const withMost = (most: number) =>
      create(
        alice,
        { name: 'web', policy: 'anti-affinity', rules: { max_server_per_host: most } },
        '2.64',
      );
    expect(await withMost(2)).toMatchObject({
      status: 409,
      body: { conflictingRequest: { code: 409 } },
    });
    expect((await withMost(1)).status).toBe(200);
  });

  test('refuses parameters that are none, and since 2.75 those it does not know', async () => {
    await using service = await start(await createDatabases(harness));
    const admin = service.as('root', 'bank', 'admin');
    for (const name of ['limit', 'offset']) {
      for (const value of ['-1', 'dummy', '', '1.5', 'dummy&' + name + '=1']) {
        const answer = await admin(`GET /?${name}=${value}`);
        expect(answer, `${name}=${value}`).toMatchObject({ status: 400, body: { badRequest: {} } });
      }
    }
    expect((await admin('GET /?dummy=False', { version: '2.74' })).status).toBe(200);
    expect((await admin('GET /?dummy=False', { version: '2.75' })).status).toBe(400);
    const { body } = await create(admin, hard);
    const path = `GET /${body.server_group.id}?dummy=False`;
    expect((await admin(path, { version: '2.101' })).status).toBe(200);
    expect((await admin(path, { version: '2.102' })).status).toBe(400);
  });

  test('answers 404 to an id that cannot be one', async () => {
    await using service = await start(await createDatabases(harness));
    const alice = service.as('alice', 'shop');
    for (const request of ['GET /invalid', 'DELETE /invalid', `GET /${uuidOf(404)}`]) {
      expect(await alice(request)).toMatchObject({ status: 404, body: { itemNotFound: {} } });
    }
  });

  test('lets a reader look only, and nobody without a project', async () => {
    await using service = await start(await createDatabases(harness));
    const { body } = await create(service.as('alice', 'shop'), hard);
    const { id } = body.server_group;
    const reader = service.as('bob', 'shop', 'reader');
    expect(ids(await reader('GET /'))).toEqual([id]);
    expect((await create(reader, hard)).status).toBe(403);
    expect(await reader(`DELETE /${id}`)).toMatchObject({ status: 403, body: { forbidden: {} } });
    expect(await service.as('', '')('GET /')).toMatchObject({
      status: 401,
      body: { unauthorized: { code: 401 } },
    });
  });

  test('answers 503 while a cell that has to be asked is down', async () => {
    const databases = await createDatabases(harness);
    await databases.api.raw.query(
      "UPDATE cell_mappings SET database_connection = 'sqlite:////none/there.db' WHERE uuid = ?",
      databases.cell.uuid,
    );
    await using service = await start(databases);
    const alice = service.as('alice', 'shop');
    for (const request of ['GET /', `GET /${uuidOf(1)}`]) {
      expect(await alice(request)).toMatchObject(UNAVAILABLE);
    }
  });

  test('answers 503 when the connection to the API database is lost', async () => {
    const lost = new Error('The cable was pulled.');
    let broken = '';
    const intercept = ({ database }: { database: string }) => {
      if (database === broken) throw lost;
    };
    await using service = await start(await createDatabases(harness), {
      deployment: { database: { intercept } },
    });
    const alice = service.as('alice', 'shop');
    broken = service.deployment.api.description;
    expect(await alice('GET /')).toMatchObject(UNAVAILABLE);
    broken = '';
    expect(await alice('GET /')).toMatchObject({ status: 200 });
  });
});

forEachDialect('The microversion', (harness) => {
  test('is asked for in a header, and said in the answer', async () => {
    await using service = await start(await createDatabases(harness));
    const alice = service.as('alice', 'shop');
    const answered = async (headers: Record<string, string>) => {
      const { status, headers: said } = await alice('GET /', { headers });
      return [status, said['openstack-api-version'], said['x-openstack-nova-api-version']];
    };
    const version = (text: string) => ({ 'OpenStack-API-Version': text });
    expect(await answered({})).toEqual([200, 'compute 2.1', '2.1']);
    expect(await answered(version('compute 2.64'))).toEqual([200, 'compute 2.64', '2.64']);
    const others = version('placement 1.30, compute 2.13');
    expect(await answered(others)).toEqual([200, 'compute 2.13', '2.13']);
    expect(await answered(version('placement 1.30'))).toEqual([200, 'compute 2.1', '2.1']);
    expect(await answered(version('compute latest'))).toEqual([200, 'compute 2.104', '2.104']);
    const legacy = { 'X-OpenStack-Nova-API-Version': '2.15' };
    expect(await answered(legacy)).toEqual([200, 'compute 2.15', '2.15']);
    expect((await alice('GET /')).headers['vary']).toContain('OpenStack-API-Version');
    for (const [text, status] of [
      ['2.x', 400],
      ['2', 400],
      ['2.01', 400],
      ['2.0', 406],
      ['3.1', 406],
      ['2.9999', 406],
    ] as const) {
      expect((await answered(version(`compute ${text}`)))[0], text).toBe(status);
    }
  });
});
