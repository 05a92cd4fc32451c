import { createDeployment, forEachDialect, type TestDeployment } from '@cellbridge/testing';
import { beforeAll, expect, test } from 'vitest';
import {
  CellUnavailableError,
  createCell,
  Deployment,
  InstanceGroup,
  InvalidInputError,
  overrideCells,
} from '../src/index.js';

const UUID = '5e0f0000-0000-4000-8000-00000000000a';

/** Both cells are mapped by templates: the first one has the database of the connection, the second another. */
forEachDialect('A cell whose mapping is a URL template', (harness) => {
  const { urlTemplate } = harness.testDialect;
  let databases: TestDeployment;
  let api: string;
  let novaConnection: string;
  let second: string;
  beforeAll(async () => {
    databases = await createDeployment(harness, { cells: 2 });
    api = databases.api.url;
    const [first, other] = databases.cells;
    if (!first || !other) throw new Error('There are two cells.');
    novaConnection = first.url;
    second = other.url;
    for (const [cell, url] of [
      [first, urlTemplate],
      [other, templateOf(second)],
    ] as const) {
      await databases.api.raw.query(
        'UPDATE cell_mappings SET database_connection = ? WHERE uuid = ?',
        url,
        cell.uuid,
      );
    }
    await other.addGroups([{ uuid: UUID, name: 'in second' }]);
  });

  const templateOf = (url: string) =>
    urlTemplate.replace('{path}', new URL(url).pathname.replace(/^\/+/, ''));
  const get = (deployment: Deployment) => InstanceGroup.getByUuid(deployment.adminContext(), UUID);

  test('is found with the connection that fills it', async () => {
    await using deployment = await Deployment.open({ api, novaConnection });
    expect(await get(deployment)).toMatchObject({ name: 'in second' });
    const [first, other] = deployment.cells;
    if (!first || !other) throw new Error('There are two cells.');
    expect(first.hasDatabaseOf(other)).toBe(false);
    await first.withDatabase(async ({ description }) => expect(description).not.toContain('{'));
  });

  test.each([
    ['without a connection', () => undefined],
    ['with one that lacks a part', () => 'mysql://h:port/d'],
  ])('is unavailable %s, and the error names the option', async (_, connectionOf) => {
    await using deployment = await Deployment.open({ api, novaConnection: connectionOf() });
    const error = await get(deployment).catch((error: unknown) => error);
    expect(error).toBeInstanceOf(CellUnavailableError);
    expect(error).toMatchObject({
      cause: { code: 'INVALID_URL' },
      message: expect.stringMatching(/template .*--nova-connection URL.*novaConnection/),
    });
  });

  test('is not filled if the program names it', async () => {
    const cells = [{ uuid: UUID, name: 'given', url: urlTemplate }];
    await using deployment = await Deployment.open({ api, cells, novaConnection });
    await expect(get(deployment)).rejects.toBeInstanceOf(CellUnavailableError);
  });

  test('is compared by the database that it leads to', async () => {
    const named = [{ name: 'other', url: second }];
    const overriding = overrideCells(api, named, { novaConnection });
    await expect(overriding).rejects.toThrow('Cells cell2 and other have the same database');
    const cell = { name: 'other', url: second, novaConnection };
    const creating = createCell(api, cell);
    await expect(creating).rejects.toBeInstanceOf(InvalidInputError);
    await expect(creating).rejects.toThrow('Cell cell2 has this database already.');
    await expect(createCell(api, { ...cell, url: urlTemplate })).rejects.toThrow('Cell cell1 has');
    const ofApi = createCell(api, { ...cell, url: urlTemplate, novaConnection: api });
    await expect(ofApi).rejects.toThrow('This is the API database');
  });

  test('is overridden like any other', async () => {
    const cells = await overrideCells(api, [{ name: 'cell2', url: second }], { novaConnection });
    await using deployment = await Deployment.open({ api, cells });
    expect(await get(deployment)).toMatchObject({ name: 'in second' });
  });

  test('is created as it is given, once it leads to a database', async () => {
    const template = templateOf(await harness.createDatabaseUrl());
    const options = { name: 'created', url: template };
    const refused = createCell(api, options);
    await expect(refused).rejects.toMatchObject({ code: 'INVALID_URL' });
    const uuid = await createCell(api, { ...options, novaConnection });
    const rows = await databases.api.raw.query(
      'SELECT database_connection FROM cell_mappings WHERE uuid = ?',
      uuid,
    );
    expect(rows).toEqual([{ database_connection: template }]);
    await databases.api.raw.query('DELETE FROM cell_mappings WHERE uuid = ?', uuid);
  });
});
