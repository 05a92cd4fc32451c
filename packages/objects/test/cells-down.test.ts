import { existsSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { inspect } from 'node:util';
import { createDeployment, forEachDialect, type TestDeployment } from '@cellbridge/testing';
import { beforeEach, describe, expect, test } from 'vitest';
import {
  CellUnavailableError,
  type Deployment,
  InstanceGroup,
  InstanceGroupList,
  InstanceGroupNotFoundError,
} from '../src/index.js';
import { markComplete, open } from './support/mixed.js';

const IN_API = '5e0f0000-0000-4000-8000-000000000001';
const IN_CELL = '5e0f0000-0000-4000-8000-000000000002';
const UNKNOWN = '5e0f0000-0000-4000-8000-000000000009';
/** A port without a listener, and a file that does not exist. */
const NOWHERE = ['postgresql://nobody:secret@127.0.0.1:1/nova', 'sqlite:////nowhere/at/all.sqlite'];

forEachDialect('With one of three cells down', (harness) => {
  describe.each(NOWHERE)('%s', (url) => {
    let databases: TestDeployment;
    let down: string;
    beforeEach(async () => {
      databases = await createDeployment(harness, { cells: ['sqlite', 'postgresql', 'sqlite'] });
      const [first, second] = databases.cells;
      await databases.api.addGroups([{ uuid: IN_API, name: 'in api', members: ['m1'] }]);
      await first?.addGroups([{ uuid: IN_CELL, name: 'in cell', members: ['m2', 'm3'] }]);
      await first?.addInstances([{ uuid: 'm2', host: 'host2' }]);
      down = second?.uuid ?? '';
      await databases.api.raw.query(
        'UPDATE cell_mappings SET database_connection = ? WHERE uuid = ?',
        url,
        down,
      );
    });

    test('calls that do not need it work', async () => {
      await using deployment = await open(databases);
      const context = deployment.adminContext();
      expect(await InstanceGroup.getByUuid(context, IN_API)).toMatchObject({ name: 'in api' });
      expect(await InstanceGroup.addMembers(context, IN_API, ['m4'])).toHaveLength(2);
      const created = await InstanceGroup.create(context, { name: 'new' });
      await created.destroy();
    });

    test('a group in another cell is found, and changed', async () => {
      await using deployment = await open(databases);
      const context = deployment.adminContext();
      expect(await InstanceGroup.getByUuid(context, IN_CELL)).toMatchObject({ name: 'in cell' });
      expect(await InstanceGroup.addMembers(context, IN_CELL, ['m5'])).toHaveLength(3);
    });

    const NEEDING: [string, (deployment: Deployment) => Promise<unknown>][] = [
      ['a look-up by uuid', (d) => InstanceGroup.getByUuid(d.adminContext(), UNKNOWN)],
      ['a look-up by name', (d) => InstanceGroup.getByName(d.adminContext(), 'unknown')],
      ['a look-up by instance', (d) => InstanceGroup.getByInstanceUuid(d.adminContext(), 'm9')],
      ['a change', (d) => InstanceGroup.addMembers(d.adminContext(), UNKNOWN, ['m1'])],
      ['create with a uuid', (d) => InstanceGroup.create(d.adminContext(), { uuid: UNKNOWN })],
      ['deleting instances', (d) => InstanceGroup.destroyMembersBulk(d.adminContext(), ['m1'])],
      ['a list', (d) => InstanceGroupList.getAll(d.adminContext())],
      ['a page', (d) => InstanceGroupList.getAll(d.adminContext(), { limit: 1 })],
      ['a count', (d) => InstanceGroupList.getCounts(d.adminContext(), 'project')],
      [
        'the hosts of members without a mapping',
        async (d) => (await InstanceGroup.getByUuid(d.adminContext(), IN_CELL)).getHosts(),
      ],
    ];

    test.each(NEEDING)('%s names it, and does not take it as empty', async (_what, call) => {
      await using deployment = await open(databases);
      const error = await call(deployment).catch((error: unknown) => error);
      expect(error).toBeInstanceOf(CellUnavailableError);
      expect(error).toMatchObject({ cellUuid: down, cellName: 'cell2', isRetryable: true });
      expect((error as Error).message).toMatch(/^Cell cell2 is unavailable: /);
      // With its stack, its properties, and the errors behind it.
      expect(inspect(error, { depth: 10, showHidden: true })).not.toContain('secret');
    });

    test('it can be skipped, which lists report', async () => {
      await using deployment = await open(databases, { onCellDown: 'skip' });
      const context = deployment.adminContext();
      for (const page of [{}, { limit: 10 }]) {
        const groups = await InstanceGroupList.getAll(context, page);
        expect(groups.map(({ uuid }) => uuid).sort()).toEqual([IN_API, IN_CELL]);
        expect(groups.unavailableCells).toEqual([down]);
      }
      const counts = await InstanceGroupList.getCounts(context, 'project');
      expect(counts.project.serverGroups).toBe(2);
      const lookup = InstanceGroup.getByUuid(context, UNKNOWN);
      await expect(lookup).rejects.toBeInstanceOf(InstanceGroupNotFoundError);
      const group = await InstanceGroup.getByUuid(context, IN_CELL);
      expect(await group.getHosts()).toEqual(['host2']);
    });
  });
});

forEachDialect('A cell that is down when a service starts', (harness) => {
  test('it is asked as soon as it is back', async () => {
    const databases = await createDeployment(harness, { cells: ['sqlite'] });
    await databases.cell.addGroups([{ uuid: IN_CELL, name: 'in cell' }]);
    const file = databases.cell.url.replace('sqlite:///', '');
    await rename(file, `${file}.away`);
    await using deployment = await open(databases);
    const find = () => InstanceGroup.getByUuid(deployment.adminContext(), IN_CELL);
    for (const _attempt of [1, 2]) {
      await expect(find()).rejects.toBeInstanceOf(CellUnavailableError);
    }
    await rename(`${file}.away`, file);
    expect(await find()).toMatchObject({ name: 'in cell' });
  });
});

forEachDialect('A SQLite cell whose file is missing', (harness) => {
  test('is not created by reads, although the deployment may create databases', async () => {
    const databases = await createDeployment(harness, { cells: ['sqlite'] });
    await markComplete(databases);
    const file = databases.cell.url.replace('sqlite:///', '');
    await rename(file, `${file}.away`);
    await using deployment = await open(databases, { database: { create: true } });
    const reading = InstanceGroup.getByUuid(deployment.adminContext(), IN_CELL);
    await expect(reading).rejects.toBeInstanceOf(CellUnavailableError);
    expect(existsSync(file)).toBe(false);
    await deployment.cells[0]?.withDatabase(async () => undefined);
    expect(existsSync(file)).toBe(true);
  });
});
