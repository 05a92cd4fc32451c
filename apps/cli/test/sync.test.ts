import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDeployment, forEachDialect } from '@cellbridge/testing';
import { expect, test } from 'vitest';
import { cellbridge } from './run.js';

forEachDialect('db sync', (harness) => {
  const pointTo = 'UPDATE cell_mappings SET database_connection = ?';

  test('makes no file for a cell of a deployment that Nova made', async () => {
    const { api } = await createDeployment(harness, { madeBy: 'adopted' });
    const folder = await mkdtemp(join(tmpdir(), 'cellbridge-sync-'));
    const file = join(folder, 'typo.sqlite');
    await api.raw.query(pointTo, `sqlite:///${file}`);
    const result = await cellbridge({ apiUrl: api.url }, 'db', 'sync');
    expect(result.code).not.toBe(0);
    expect(result.stderr).toContain('Mend the URL');
    expect(existsSync(file)).toBe(false);
    await rm(folder, { recursive: true });
  });

  test('fills no empty database of such a deployment', async () => {
    const { api } = await createDeployment(harness, { madeBy: 'adopted' });
    await api.raw.query(pointTo, await harness.createDatabaseUrl());
    const result = await cellbridge({ apiUrl: api.url }, 'db', 'sync');
    expect(result).toMatchObject({ code: 127, stderr: expect.stringContaining('is empty') });
  });

  test('of an API database that is mapped as a cell says what it lacks', async () => {
    const { api } = await createDeployment(harness);
    await api.raw.query(pointTo, api.url);
    const result = await cellbridge({ apiUrl: api.url }, 'db', 'sync');
    expect(result).toMatchObject({
      code: 127,
      stderr: expect.stringContaining('lacks table instances'),
    });
  });

  test('makes no API database', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'cellbridge-sync-'));
    const file = join(folder, 'typo.sqlite');
    const result = await cellbridge({ apiUrl: `sqlite:///${file}` }, 'db', 'sync');
    expect(result.code).toBe(127);
    expect(existsSync(file)).toBe(false);
    await rm(folder, { recursive: true });
  });
});
