import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createDeployment, forEachDialect, type Harness, useHarness } from '@cellbridge/testing';
import { describe, expect, test } from 'vitest';
import { type CliOptions, cellbridge } from './run.js';

const UUID = '5e0f0000-0000-4000-8000-000000000003';

forEachDialect('report', (harness) => {
  test('writes a page of the move, and prints its document', async () => {
    const { folder, run } = await moved(harness);
    const events = await run({}, 'db', 'online-data-migrations');
    expect(events.code).toBe(3);
    const written = await run({}, 'report', 'move.html', '--verify');
    // A group in quarantine is a finding.
    expect(written).toMatchObject({ code: 2, stderr: '' });
    const file = join(folder, 'move.html');
    expect(written.stdout).toBe(
      `Wrote the report to ${file}: 3 groups moved, 1 remain, 1 in quarantine.\n`,
    );
    const html = await readFile(file, 'utf8');
    expect(html).toMatch(/^<!doctype html>/);
    expect(html).toContain(UUID);
    const { code, json } = await run({}, 'report', '--json');
    expect(code).toBe(0);
    expect(json()).toMatchObject({
      file: null,
      exitCode: 0,
      status: { totals: { done: 3, remaining: 1 } },
      verification: null,
      events: null,
    });
    const both = await run({}, 'report', 'move.html', '--json', '--cell', 'cell1');
    expect(both.json()).toMatchObject({ file, exitCode: 0 });
  });
});

describe('report', () => {
  const harness = useHarness('sqlite');

  test('shows what a proof file has recorded', async () => {
    const { run } = await moved(harness);
    await run({}, 'db', 'verify', '--proof', 'move.proof');
    const { code, json } = await run({}, 'report', '--json', '--proof', 'move.proof');
    expect(code).toBe(0);
    expect(json()).toMatchObject({ verification: { document: { counts: { quarantined: 1 } } } });
  });

  test('ends with 4 if a cell is down, and names it', async () => {
    const { api, folder, run } = await moved(harness);
    await api.raw.query("UPDATE cell_mappings SET database_connection = 'sqlite:////nowhere/x'");
    expect(await run({}, 'report', 'move.html')).toMatchObject({ code: 4 });
    expect(await readFile(join(folder, 'move.html'), 'utf8')).toContain('unavailable');
  });

  test('overwrites an earlier report, and nothing else but with --force', async () => {
    const { folder, run } = await moved(harness);
    const [page, notes, link] = ['move.html', 'notes.txt', 'latest.html'].map((name) =>
      join(folder, name),
    ) as [string, string, string];
    await writeFile(notes, '<!doctype html>');
    await symlink(page, link);
    expect(await run({}, 'report', page)).toMatchObject({ code: 0 });
    await writeFile(page, `${await readFile(page, 'utf8')}<!-- earlier -->`);
    expect(await run({}, 'report', link)).toMatchObject({ code: 0 });
    expect(await readFile(page, 'utf8')).not.toContain('earlier');
    expect(await readFile(link, 'utf8')).toBe(await readFile(page, 'utf8'));

    const refused = await run({}, 'report', notes);
    expect(refused.code).toBe(127);
    expect(refused.stderr).toContain(`${notes} exists already, and is no report of a move`);
    expect(await readFile(notes, 'utf8')).toBe('<!doctype html>');
    expect(await run({}, 'report', notes, '--force')).toMatchObject({ code: 0 });
    expect(await readFile(notes, 'utf8')).toContain('Move of instance groups');
    expect((await readdir(folder)).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  test.each([
    [['report'], 'No file given'],
    [['report', 'nowhere/move.html'], 'there is no such file or folder'],
    [['report', 'folder', '--force'], 'is no ordinary file'],
    [['report', 'sqlite:///move.html'], 'was given a URL'],
    [
      ['report', 'move.html', '--verify', '--proof', 'move.proof'],
      '--proof does not go with --verify',
    ],
    [['report', 'move.html', '--events', 'nowhere'], 'there is no such file or folder'],
    [['report', 'move.html', '--cell', 'cell9'], 'cell9'],
  ])('refuses %j', async (args, message) => {
    const { folder, run } = await moved(harness);
    await mkdir(join(folder, 'folder'));
    const { code, stderr } = await run({}, ...args);
    expect(code).toBe(127);
    expect(stderr).toContain(message);
    expect(await readdir(folder)).not.toContain('move.html');
  });

  test('that is interrupted leaves no file', async () => {
    const { folder, run } = await moved(harness);
    const { code, stderr } = await run(
      { signal: AbortSignal.abort() },
      ...['report', 'move.html', '--verify'],
    );
    expect(code).toBe(1);
    expect(stderr).toContain('no report was written');
    expect((await readdir(folder)).filter((name) => name.startsWith('move.html'))).toEqual([]);
  });
});

/** A deployment from which three groups have moved, and one cannot. */
async function moved(harness: Harness) {
  const { api, cell } = await createDeployment(harness);
  await cell.addGroups([{}, {}, {}, { uuid: UUID, name: 'in the cell' }]);
  await api.addGroups([{ uuid: UUID, name: 'in the API database' }]);
  const folder = join(await harness.folder(), cell.raw.url.replace(/\W+/g, '-').slice(-60));
  await mkdir(folder);
  const run = (options: CliOptions, ...args: string[]) =>
    cellbridge({ apiUrl: api.url, folder, ...options }, ...args);
  await run({}, 'db', 'online-data-migrations');
  return { api, folder, run };
}
