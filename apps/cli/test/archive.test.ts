import { createDeployment, forEachDialect, runSource } from '@cellbridge/testing';
import { expect, test } from 'vitest';
import { cellbridge } from './run.js';

const BIN = new URL('../src/bin.ts', import.meta.url);
const ARCHIVE = ['db', 'archive-deleted-rows'];

forEachDialect('db archive-deleted-rows', (harness) => {
  test('archives what has moved, ends with 0, and the gate and the verification still pass', async () => {
    const { api, cell } = await createDeployment(harness, { madeBy: 'adopted' });
    const run = (...args: string[]) => cellbridge({ apiUrl: api.url }, ...args);
    await cell.addGroups([{ members: ['a', 'b'] }, {}]);
    await run('db', 'online-data-migrations');
    const piped = await runSource(BIN, { arguments: [...ARCHIVE, '--api-db', api.url] });
    expect(piped.code).toBe(0);
    expect(piped.stdout).toMatch(
      /^Cell +Groups +Policies +Members +Groups that stay *\ncell1 +2 +4 +2 +0 *\nNothing more can be archived now\.\n$/,
    );
    expect((await run('status', '--check')).code).toBe(0);
    expect((await run('db', 'verify')).code).toBe(0);
  });

  test('ends with 1 at --max-rows and when it is interrupted, and goes on from there', async () => {
    const { api, cell } = await createDeployment(harness, { madeBy: 'adopted' });
    await cell.addGroups([{ deleted: true }, { deleted: true }, { deleted: true }]);
    const run = (signal: AbortSignal | undefined, ...args: string[]) =>
      cellbridge({ apiUrl: api.url, signal }, ...args);
    const first = await run(undefined, 'db', 'archive_deleted_rows', '--max-rows', '1');
    expect(first.code).toBe(1);
    expect(first.stdout).toContain('Stopped at --max-rows. Run it again to continue.');
    const second = await run(AbortSignal.abort(), ...ARCHIVE, '--json');
    expect(second.code).toBe(1);
    expect(second.json()).toMatchObject({ outcome: 'stopped', exitCode: 1 });
    const last = await run(undefined, ...ARCHIVE, '--json');
    expect(last.code).toBe(0);
    expect(last.json()).toMatchObject({
      outcome: 'complete',
      cells: [{ name: 'cell1', groups: 2, policies: 2, members: 0, kept: [] }],
    });
  });

  test('takes what was soft-deleted before a time, which is in UTC', async () => {
    const { api, cell } = await createDeployment(harness, { madeBy: 'adopted' });
    const [, later] = await cell.addGroups([{ deleted: true }, { deleted: true }]);
    await cell.raw.query(
      "UPDATE instance_groups SET deleted_at = '2024-05-02 00:00:00' WHERE id = ?",
      later?.id ?? 0,
    );
    const run = async (time: string) => {
      const { code } = await cellbridge({ apiUrl: api.url }, ...ARCHIVE, '--before', time);
      expect(code).toBe(0);
      return (await cell.rows('instance_groups')).length;
    };
    expect(await run('2024-05-01')).toBe(2);
    expect(await run('2024-05-01T02:00+02:00')).toBe(2);
    expect(await run('2024-05-01 00:01')).toBe(1);
  });

  test('says what stays, and what to do about it', async () => {
    const { api, cell } = await createDeployment(harness, { madeBy: 'adopted' });
    const run = (...args: string[]) => cellbridge({ apiUrl: api.url }, ...args);
    const [lost] = await cell.addGroups([{ policies: [] }]);
    await run('db', 'online-data-migrations');
    for (const table of ['instance_groups', 'cellbridge_receipts']) {
      await api.raw.query(`DELETE FROM ${table}`);
    }
    const [orphaned] = await cell.addGroups([{ deleted: true, members: ['a'] }]);
    await cell.raw.query('UPDATE instance_group_member SET deleted = 0');
    const { code, stdout } = await run(...ARCHIVE);
    expect(code).toBe(2);
    expect(stdout).toMatch(/cell1 +0 +0 +0 +2/);
    expect(stdout).toContain(
      `cell1: 1 group stays: only one side proves the move; "cellbridge status --check" names the groups and what to do: ${lost?.uuid}.`,
    );
    expect(stdout).toContain('cell1: 1 group stays: a policy or member is still live;');
    expect(stdout).toContain(`${orphaned?.uuid}.\n`);
    expect((await run('status', '--check')).stdout).toContain(String(lost?.uuid));
  });

  test('of a cell without shadow tables names what creates them, and ends with 4', async () => {
    const { api, cell } = await createDeployment(harness);
    await cell.addGroups([{ deleted: true }]);
    const { code, stdout } = await cellbridge({ apiUrl: api.url }, ...ARCHIVE);
    expect(code).toBe(4);
    expect(stdout).toContain('Cell cell1 is unavailable: It has no shadow_');
    expect(stdout).toContain('run "nova-manage db sync" for it');
    expect(stdout).not.toContain('Nothing is left');
  });
});
