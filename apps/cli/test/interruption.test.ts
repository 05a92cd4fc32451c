import { createDeployment, forEachDialect, useHarness } from '@cellbridge/testing';
import { describe, expect, test } from 'vitest';
import { cellbridge } from './run.js';

forEachDialect('a list that is interrupted', (harness) => {
  test('is not taken for a whole one', async () => {
    const { api } = await createDeployment(harness);
    await api.addGroups(Array.from({ length: 3 }, () => ({})));
    const interruption = new AbortController();
    const { signal } = interruption;
    const options = { apiUrl: api.url, signal, onWrite: () => interruption.abort() };
    const { code, stdout, stderr } = await cellbridge(options, 'group', 'list', '--json');
    expect(code).toBe(1);
    expect(() => JSON.parse(stdout)).toThrow();
    expect(stdout.match(/"uuid"/g)).toHaveLength(1);
    expect(stderr).toContain('Stopped before the end of the list');
  });

  test('before its first group is an error', async () => {
    const { api } = await createDeployment(harness);
    await api.addGroups([{}]);
    const options = { apiUrl: api.url, signal: AbortSignal.abort() };
    const table = await cellbridge(options, 'group', 'list');
    expect(table).toMatchObject({ code: 1, stdout: '' });
    const document = await cellbridge(options, 'group', 'list', '--json');
    expect(document).toMatchObject({ code: 1, stderr: '' });
    expect(document.json()).toMatchObject({ error: { code: 'INTERRUPTED' } });
  });
});

describe('a demo that is interrupted', () => {
  const harness = useHarness('sqlite');

  test('says where its databases are', async () => {
    const options = { folder: await harness.folder(), signal: AbortSignal.abort() };
    const demo = ['demo', '--groups', '20', '--folder'];
    const stopped = await cellbridge(options, ...demo, 'plain');
    expect(stopped.code).toBe(1);
    expect(stopped.stdout).toMatch(/Stopped after 0 of 20 groups\. The databases are in \S+\.\n$/);
    const document = await cellbridge(options, ...demo, 'json', '--json');
    expect(document.code).toBe(1);
    expect(document.json()).toMatchObject({ outcome: 'stopped', moved: 0, faults: [] });
  });
});
