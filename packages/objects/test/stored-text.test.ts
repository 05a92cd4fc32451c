import { createDeployment, type TestDeployment, useHarness } from '@cellbridge/testing';
import { describe, expect, test } from 'vitest';
import { CellUnavailableError, InstanceGroup, InstanceGroupList } from '../src/index.js';
import { open } from './support/mixed.js';

const UUID = '5e0f0000-0000-4000-8000-00000000000a';

/** Encodings with a gap: bytes that the server stores but cannot send as UTF-8. */
describe.each([['WIN1252', "E'a\\x81'"]])('A cell in %s on postgresql', (encoding, hole) => {
  const harness = useHarness('postgresql');

  const filled = async (): Promise<TestDeployment> => {
    const databases = await createDeployment(harness, { api: 'sqlite', encoding });
    await databases.api.addGroups([{ uuid: UUID, name: 'moved' }]);
    await databases.cell.addGroups([{ name: 'odd' }]);
    await databases.cell.raw.query(`UPDATE instance_groups SET name = ${hole}`);
    return databases;
  };

  test('is unavailable if it cannot send a text, and names the remedy', async () => {
    await using deployment = await open(await filled());
    const listed = InstanceGroupList.getAll(deployment.adminContext());
    await expect(listed).rejects.toBeInstanceOf(CellUnavailableError);
    await expect(listed).rejects.toThrow(/WIN1252.*client_encoding is SQL_ASCII/);
  });

  test('is left out of lists that skip cells', async () => {
    const databases = await filled();
    await using deployment = await open(databases, { onCellDown: 'skip' });
    const listed = await InstanceGroupList.getAll(deployment.adminContext());
    expect([...listed].map(({ name }) => name)).toEqual(['moved']);
    expect(listed.unavailableCells).toEqual([databases.cell.uuid]);
  });

  test('refuses a text of the caller that it cannot store, as an invalid value', async () => {
    const databases = await createDeployment(harness, { api: 'sqlite', encoding });
    await databases.cell.addGroups([{ uuid: UUID }]);
    await using deployment = await open(databases);
    const context = deployment.adminContext();
    const added = InstanceGroup.addMembers(context, UUID, ['\u{1F600}']);
    await expect(added).rejects.toMatchObject({ code: 'CONSTRAINT' });
    expect((await InstanceGroup.getByUuid(context, UUID)).members).toEqual([]);
  });
});
