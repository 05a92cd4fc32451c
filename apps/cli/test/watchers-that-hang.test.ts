import { execFile } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { createDeployment, sourceArguments, startSource, useHarness } from '@cellbridge/testing';
import { describe, expect, test } from 'vitest';
import { cellbridge } from './run.js';

const BIN = new URL('../src/bin.ts', import.meta.url);
const MOVE = ['db', 'online-data-migrations'];
/** More events than a pipe holds, which is 64 KiB. */
const MANY = 250;

/** Runs the command in a shell that turns its output elsewhere. */
async function inShell(script: string, ...args: string[]) {
  const words = [process.execPath, ...sourceArguments(BIN), ...args];
  const running = promisify(execFile)('/bin/sh', ['-c', script, 'sh', ...words]);
  const { stdout, stderr } = await running.catch((error) => error);
  return { code: running.child.exitCode, stdout, stderr };
}

describe('Whoever watches a run', () => {
  const harness = useHarness('sqlite');

  test('does not hold it up where a reader of a named pipe stops', async () => {
    const { api, cell } = await createDeployment(harness);
    const groups = Array.from({ length: MANY }, (_, number) => ({
      uuid: `0c000000-0000-4000-8000-${String(number).padStart(12, '0')}`,
    }));
    await cell.addGroups(groups.map((group) => ({ ...group, name: 'in the cell' })));
    await api.addGroups(groups);
    const pipe = join(await harness.folder(), 'events');
    await promisify(execFile)('mkfifo', [pipe]);
    const reader = createReadStream(pipe, 'utf8');
    const run = startSource(BIN, { arguments: [...MOVE, '--events', pipe, '--api-db', api.url] });
    const inQuarantine = async () =>
      (await api.raw.query('SELECT id FROM cellbridge_quarantine')).length;
    await expect.poll(inQuarantine, { timeout: 60_000 }).toBe(MANY);
    const lines = (await text(reader)).trim().split('\n');
    expect((await run.result).code).toBe(3);
    const types = lines.map((line) => JSON.parse(line).type);
    expect(types.filter((type) => type === 'quarantined')).toHaveLength(MANY);
    expect(types.at(-1)).toBe('finished');
  });

  test('gets a line of its own after one that was cut off', async () => {
    const { api } = await createDeployment(harness);
    const folder = await harness.folder();
    await writeFile(join(folder, 'events.jsonl'), '{"type":"start"}\n{"type":"ba');
    await cellbridge({ apiUrl: api.url, folder }, ...MOVE, '--events', 'events.jsonl');
    const [first, cut, next] = (await readFile(join(folder, 'events.jsonl'), 'utf8')).split('\n');
    expect([first, cut]).toEqual(['{"type":"start"}', '{"type":"ba']);
    expect(JSON.parse(next ?? '')).toMatchObject({ type: 'start', total: 0 });
  });

  test('may leave a process behind, which the run does not wait for', async () => {
    const { api } = await createDeployment(harness);
    const command = 'tail -f /dev/null & echo $!';
    const { code, stderr } = await cellbridge({ apiUrl: api.url }, ...MOVE, '--on-event', command);
    const left = stderr.trim().split('\n').map(Number);
    for (const pid of left) process.kill(pid);
    expect(code).toBe(0);
    expect(left.length).toBeGreaterThan(1);
  });

  test('learns why standard output cannot be written, and standard error may be missing', async () => {
    const { api, cell } = await createDeployment(harness);
    await cell.addGroups([{}]);
    const given = ['--api-db', api.url];
    const full = await inShell('"$@" > /dev/full', ...MOVE, '--events', '-', ...given);
    expect(full).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Standard output cannot be written: ENOSPC'),
    });
    const silent = await inShell('"$@" 2> /dev/full', ...MOVE, '--rate', '5', ...given);
    expect(silent.code).toBe(0);
  });
});
