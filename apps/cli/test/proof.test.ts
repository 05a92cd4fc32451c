import { randomUUID } from 'node:crypto';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createDeployment, forEachDialect, runSource, useHarness } from '@cellbridge/testing';
import { describe, expect, test, vi } from 'vitest';
import { VERSION } from '../src/version.js';
import { type CliOptions, cellbridge } from './run.js';

const BIN = new URL('../src/bin.ts', import.meta.url);

forEachDialect('db verify --proof and --against', (harness) => {
  async function movedGroups(groups: number) {
    const { api, cell } = await createDeployment(harness);
    const added = await cell.addGroups(
      Array.from({ length: groups }, () => ({ members: ['a', 'b'] })),
    );
    const folder = await harness.folder();
    const run = (options: CliOptions, ...args: string[]) =>
      cellbridge({ apiUrl: api.url, folder, ...options }, ...args);
    await run({}, 'db', 'online-data-migrations');
    const uuids = added.map(({ uuid }) => uuid).sort();
    return { api, cell, folder, uuids, run };
  }

  test('write a file beside the result, and compare with it later', async () => {
    const { api, cell, folder, uuids, run } = await movedGroups(3);
    const written = await run({}, 'db', 'verify', '--proof', 'first.proof');
    expect(written.code).toBe(0);
    const file = join(folder, 'first.proof');
    expect(written.stdout).toContain('All is well: 3 moved groups compared');
    expect(written.stdout).toContain(`Wrote the proof of 3 groups to ${file}; their digest is `);
    const text = await readFile(file, 'utf8');
    expect(text).toContain(`"writtenBy":"cellbridge ${VERSION}"`);

    const same = await run({}, 'db', 'verify', '--against', 'first.proof');
    expect(same.code).toBe(0);
    expect(same.stdout).toMatch(/^The proof is of \S+Z, by cellbridge \S+: 3 groups, and a /);
    expect(same.stdout).toContain('All is well: 3 groups compared.');

    const [changed = '', lost = '', gone = ''] = uuids;
    await run({}, 'group', 'add-member', changed, randomUUID());
    const legal = await run({}, 'db', 'verify', '--against', file);
    expect(legal.code).toBe(0);
    expect(legal.stdout).toMatch(new RegExp(`changed +${changed} +cell1 +Changed: members`));
    expect(legal.stdout).toContain('1 changed: Changed since; services may.');

    await api.raw.query('DELETE FROM instance_group_member');
    await api.raw.query('DELETE FROM instance_group_policy');
    await api.raw.query('DELETE FROM instance_groups WHERE uuid = ?', gone);
    const undecided = await run({}, 'db', 'verify', '--against', file);
    expect(undecided.code).toBe(5);
    expect(undecided.stdout).toContain('1 unrecorded: Gone without a record');

    await api.raw.query('DELETE FROM instance_groups WHERE uuid = ?', lost);
    await api.raw.query('DELETE FROM cellbridge_receipts WHERE group_uuid = ?', lost);
    const found = await run({}, 'db', 'verify', '--against', file);
    expect(found.code).toBe(2);
    expect(found.stdout).toMatch(new RegExp(`missing +${lost} +cell1 +The group and its receipt`));
    expect(found.stdout).toContain('Lost or altered since the proof: 1 group.');
    expect(found.stdout).not.toContain('All is well');
    const document = await run({}, 'db', 'verify', '--against', file, '--json');
    expect(document).toMatchObject({ code: 2, stderr: '' });
    expect(document.json()).toMatchObject({
      outcome: 'findings',
      exitCode: 2,
      compared: 3,
      counts: { missing: 1, unrecorded: 1, changed: 1, same: 0 },
      groups: [
        { fate: 'missing', groupUuid: lost, cellUuid: cell.uuid },
        { fate: 'unrecorded', groupUuid: gone },
        { fate: 'changed', groupUuid: changed },
      ],
    });
    // What verification finds wrong is proved, too.
    const damaged = await run({}, 'db', 'verify', '--proof', 'damaged.proof', '--json');
    expect(damaged.code).toBe(2);
    expect(damaged.json()).toMatchObject({
      outcome: 'findings',
      proof: { file: join(folder, 'damaged.proof'), groups: 2, destroyed: 1 },
    });
  });

  test('say beside the result how far they have come, but not with --json', async () => {
    const { run } = await movedGroups(3);
    let time = Date.now();
    // Ten seconds pass whenever somebody looks at the clock.
    vi.spyOn(Date, 'now').mockImplementation(() => {
      time += 10_000;
      return time;
    });
    const verify = ['db', 'verify', '--batch-size', '1'];
    const written = await run({}, ...verify, '--proof', 'shown.proof');
    const compared = await run({}, ...verify, '--against', 'shown.proof');
    const document = await run({}, ...verify, '--against', 'shown.proof', '--json');
    vi.restoreAllMocks();
    expect(written.stderr).toMatch(/^\S+Z Writing the proof: 2 of 3 groups\.$/m);
    expect(compared.stderr).toMatch(/^\S+Z Comparing with the proof: 2 of 3 groups\.$/m);
    expect(document).toMatchObject({ code: 0, stderr: '' });
  });

  test('list 20 groups of a kind, or all', async () => {
    const { api, run } = await movedGroups(22);
    await run({}, 'db', 'verify', '--proof', 'many.proof');
    await api.raw.query(`UPDATE instance_groups SET name = 'another'`);
    const listed = async (...args: string[]) => {
      const { stdout } = await run({}, 'db', 'verify', '--against', 'many.proof', ...args);
      return [stdout.match(/^changed +[0-9a-f]{8}-/gm)?.length, stdout.includes('2 more groups')];
    };
    expect(await listed()).toEqual([20, true]);
    expect(await listed('--all')).toEqual([22, false]);
  });

  test('refuse a file that is there, is none, or was changed, and options that do not go with it', async () => {
    const { folder, run } = await movedGroups(1);
    const refusal = async (...args: string[]) => {
      const { code, stdout, stderr } = await run({}, 'db', 'verify', ...args);
      expect({ args, code, stdout }).toEqual({ args, code: 127, stdout: '' });
      return stderr;
    };
    await run({}, 'db', 'verify', '--proof', 'kept.proof');
    const file = join(folder, 'kept.proof');
    const text = await readFile(file, 'utf8');
    expect(await refusal('--proof', 'kept.proof')).toContain('exists already');
    expect(await refusal('--proof', 'no/folder')).toContain('Cannot write');
    expect(await refusal('--against', 'nowhere.proof')).toContain('Cannot read');
    await writeFile(join(folder, 'changed.proof'), text.replace('"moved"', '"destroyed"'));
    expect(await refusal('--against', 'changed.proof')).toContain('was changed');
    await writeFile(join(folder, 'cut.proof'), `${text.split('\n').slice(0, 2).join('\n')}\n`);
    expect(await refusal('--against', 'cut.proof')).toContain('is cut off');
    expect(await refusal('--proof', '')).toContain('--proof is empty');
    expect(await refusal('--against', 'mysql://u:secret@h/d')).not.toContain('secret');
    expect(await refusal('--proof', 'x', '--from', 'api/uuids/')).toContain(
      '--from does not go with --proof',
    );
    for (const other of [
      ['--proof', 'new.proof'],
      ['--from', 'api/uuids/'],
      ['--cell', 'cell1'],
      ['--kind', 'missing'],
    ]) {
      expect(await refusal('--against', file, ...other)).toContain(
        `${other[0]} does not go with --against`,
      );
    }
    expect(await readFile(file, 'utf8')).toBe(text);
  });

  test('leave no file where they are stopped, and say so', async () => {
    const { folder, run } = await movedGroups(2);
    await run({}, 'db', 'verify', '--proof', 'whole.proof');
    const stopped = { signal: AbortSignal.abort() };
    const result = await run(stopped, 'db', 'verify', '--proof', 'stopped.proof');
    expect(result.code).toBe(1);
    expect(result.stdout).toContain('Stopped before the proof was written; there is no file.');
    expect((await readdir(folder)).filter((name) => name.includes('stopped'))).toEqual([]);
    const document = await run(stopped, 'db', 'verify', '--proof', 'stopped.proof', '--json');
    expect(document.json()).toMatchObject({ outcome: 'stopped', proof: null, exitCode: 1 });
    const compared = await run(stopped, 'db', 'verify', '--against', 'whole.proof');
    expect(compared.code).toBe(1);
    expect(compared.stdout).toContain('Stopped after 0 of 2 groups; run it again.');
  });
});

describe('a proof on sqlite', () => {
  const harness = useHarness('sqlite');

  test('that does not fit says so, and leaves no file', async () => {
    const { api, cell } = await createDeployment(harness);
    await cell.addGroups(Array.from({ length: 1_500 }, () => ({})));
    await cellbridge({ apiUrl: api.url }, 'db', 'online-data-migrations');
    const folder = await harness.folder();
    const file = join(folder, 'large.proof');
    const verify = ['db', 'verify', '--proof', file, '--api-db', api.url];
    const failed = await runSource(BIN, { arguments: verify, largestFile: 300 });
    expect(failed.code).toBe(127);
    expect(failed.stderr).toContain(`Cannot write ${file}: `);
    expect((await readdir(folder)).filter((name) => name.startsWith('large'))).toEqual([]);
    const whole = await cellbridge({}, ...verify);
    expect(whole.code).toBe(0);
    expect((await stat(file)).size).toBeGreaterThan(300 * 1_024);
  });
});
