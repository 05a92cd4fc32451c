import { forEachDialect } from '@cellbridge/testing';
import { expect, test } from 'vitest';
import { type Deployment, InstanceGroup, InstanceGroupList } from '../src/index.js';
import { createMixed, open } from './support/mixed.js';

const UUID = '5e0f0000-0000-4000-8000-00000000000a';

forEachDialect('A closed deployment', (harness) => {
  test.each<[what: string, call: (deployment: Deployment) => Promise<unknown>]>([
    ['creates nothing', (d) => InstanceGroup.create(d.adminContext())],
    ['finds nothing', (d) => InstanceGroup.getByUuid(d.adminContext(), UUID)],
    ['lists nothing', (d) => InstanceGroupList.getAll(d.adminContext())],
    ['removes nothing', (d) => InstanceGroup.destroyMembersBulk(d.adminContext(), ['a'])],
    ['asks no cell', async (d) => await d.cells[0]?.ask(async () => undefined)],
    ['opens no cell', async (d) => await d.cells[0]?.withDatabase(async () => undefined)],
  ])('%s, and says so with a code of its own', async (_, call) => {
    const databases = await createMixed(harness);
    const deployment = await open(databases);
    await InstanceGroupList.getAll(deployment.adminContext());
    await deployment.close();
    const error = await call(deployment).catch((error: unknown) => error);
    expect(error).toMatchObject({ code: 'CLOSED', isRetryable: false });
    expect(error).toHaveProperty('message', expect.stringMatching(/is closed; open it again\.$/));
  });

  test('inside a transaction of its own reports it, and is closed by the next call', async () => {
    const databases = await createMixed(harness);
    const deployment = await open(databases);
    const cell = deployment.cell('cell1');
    const database = await cell.withDatabase(async (database) => database);
    const closeInside = database.transaction(() => cell.close());
    await expect(closeInside).rejects.toMatchObject({ code: 'NESTED_TRANSACTION' });
    expect(await cell.withDatabase(async (database) => database)).toBe(database);
    const endInside = database.transaction(() => deployment.close());
    await expect(endInside).rejects.toMatchObject({ code: 'NESTED_TRANSACTION' });
    await deployment.close();
    for (const own of [deployment.api, database]) {
      await expect(own.transaction(async () => {})).rejects.toMatchObject({ code: 'CLOSED' });
    }
  });
});
