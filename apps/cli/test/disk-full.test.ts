import { createDeployment, runSource, useHarness } from '@cellbridge/testing';
import { describe, expect, test } from 'vitest';
import { cellbridge } from './run.js';

const BIN = new URL('../src/bin.ts', import.meta.url);
const GROUPS = 3_000;

describe('The move on sqlite, when there is no room on the disk', () => {
  const harness = useHarness('sqlite');

  test.each([
    ['a cell', { api: 'postgresql', cells: ['sqlite'] }, 4, 300],
    ['the API database', { api: 'sqlite', cells: ['postgresql'] }, 2, 600],
  ] as const)(
    'for %s, says so, loses nothing, and goes on when there is',
    async (_what, dialects, code, largestFile) => {
      const databases = await createDeployment(harness, dialects);
      await databases.cell.addGroups(
        Array.from({ length: GROUPS }, () => ({ members: ['a', 'b'] })),
      );
      const expected = await databases.cell.liveGroups();
      const apiUrl = databases.api.url;
      const move = ['db', 'online-data-migrations', '--api-db', apiUrl, '--batch-size', '500'];
      const failed = await runSource(BIN, { arguments: move, largestFile });
      expect(failed.code).toBe(code);
      expect(failed.stdout + failed.stderr).toMatch(/disk I\/O error\. Check the disk\./);
      expect(failed.stdout + failed.stderr).not.toMatch(/\n {4}at /);
      const before = await databases.api.groups();
      expect(before.length).toBeLessThan(GROUPS);

      const done = await cellbridge({ apiUrl }, 'db', 'online-data-migrations');
      expect(done).toMatchObject({ code: 0, stderr: '' });
      expect(await databases.api.groups()).toEqual(expected);
      expect(await databases.cell.liveGroups()).toEqual([]);
    },
  );
});
