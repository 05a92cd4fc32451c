import { createDeployment, forEachDialect } from '@cellbridge/testing';
import { expect, test } from 'vitest';
import { cellbridge } from './run.js';

forEachDialect('an API database without cells', (harness) => {
  test.each([
    ['db', 'verify'],
    ['db', 'recover'],
    ['db', 'online-data-migrations'],
    ['status', '--check'],
  ])('is a wrong URL to "%s %s"', async (...args) => {
    const { api } = await createDeployment(harness);
    await api.raw.query('DELETE FROM cell_mappings');
    const { code, stdout, stderr } = await cellbridge({ apiUrl: api.url }, ...args);
    expect({ code, stdout }).toEqual({ code: 127, stdout: '' });
    expect(stderr).toContain('no cells in cell_mappings');
  });

  test('is shown as such by "status"', async () => {
    const { api } = await createDeployment(harness);
    await api.raw.query('DELETE FROM cell_mappings');
    const { code, stdout } = await cellbridge({ apiUrl: api.url }, 'status');
    expect(code).toBe(0);
    expect(stdout).toContain('no cells in cell_mappings');
  });
});
