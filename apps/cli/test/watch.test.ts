import { stripVTControlCharacters } from 'node:util';
import {
  createDeployment,
  forEachDialect,
  forEachServer,
  startSource,
  startTcpProxy,
  useHarness,
} from '@cellbridge/testing';
import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { type CliOptions, cellbridge } from './run.js';
import { screenOf } from './screen.js';

const BIN = new URL('../src/bin.ts', import.meta.url);
const WATCH = ['status', '--watch', '--interval', '0.1'];
const STAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ, every 0\.1 s; Ctrl-C ends it\.$/;
const CLEAR_SCREEN = '\u001b[2J';

/** Watches in this process. Each text that is shown goes to `onText`; where that returns `false`, Ctrl-C is pressed. */
async function watchUntil(
  options: CliOptions,
  onText: (text: string, index: number) => boolean | Promise<boolean>,
  ...args: string[]
) {
  const interruption = new AbortController();
  const texts: string[] = [];
  const steps: Promise<void>[] = [];
  const onWrite = (text: string) => {
    texts.push(text);
    const step = async () => {
      if (!(await onText(text, texts.length))) interruption.abort();
    };
    steps.push(step());
  };
  const { signal } = interruption;
  const result = await cellbridge({ ...options, signal, onWrite }, ...WATCH, ...args);
  await Promise.all(steps);
  return { ...result, texts };
}

forEachDialect('status --watch', (harness) => {
  test('in a pipe prints a block with the time for each look, until Ctrl-C', async () => {
    const { api, cell } = await createDeployment(harness);
    await cell.addGroups([{}, {}]);
    const run = startSource(BIN, { arguments: [...WATCH, '--api-db', api.url] });
    await run.waitFor('The move is not complete.\n\n2');
    run.kill('SIGINT');
    const { code, stdout, stderr } = await run.result;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const blocks = stdout.trimEnd().split('\n\n');
    expect(blocks.length).toBeGreaterThanOrEqual(2);
    for (const block of blocks) {
      const lines = block.split('\n');
      expect(lines[0]).toMatch(STAMP);
      expect(lines[1]).toMatch(/^Cell +State +Done /);
      expect(lines[2]).toMatch(/^cell1 +pending +0 +2 /);
    }
  });

  test('ends by itself once every cell is complete, and shows what a status shows', async () => {
    const { api, cell } = await createDeployment(harness);
    await cell.addGroups([{}, {}]);
    const { code, texts } = await watchUntil(
      { apiUrl: api.url },
      async (_text, index) => {
        if (index === 1) await cellbridge({ apiUrl: api.url }, 'db', 'online-data-migrations');
        return true;
      },
      '--check',
    );
    expect(code).toBe(0);
    const plain = await cellbridge({ apiUrl: api.url }, 'status', '--check');
    expect(texts.at(-1)).toContain(plain.stdout);
  });

  test('with --check ends on Ctrl-C with the code of the gate', async () => {
    const { api, cell } = await createDeployment(harness);
    await cell.addGroups([{}]);
    const open = await watchUntil({ apiUrl: api.url }, () => false, '--check');
    expect(open.code).toBe(1);
    expect(open.texts[0]).toContain('  cellbridge db online-data-migrations --cell cell1\n');
  });

  test('reports a database that fails, with what it saw last, and goes on', async () => {
    const { api, cell } = await createDeployment(harness);
    await cell.addGroups([{}]);
    const rename = (from: string, to: string) =>
      api.raw.query(`ALTER TABLE ${from} RENAME TO ${to}`);
    let troubles = 0;
    const { code, texts } = await watchUntil({ apiUrl: api.url }, async (text, index) => {
      if (index === 1) await rename('cellbridge_wishes', 'gone');
      const isTrouble = text.includes('Trying again.');
      if (isTrouble) troubles += 1;
      if (isTrouble && troubles === 1) await rename('gone', 'cellbridge_wishes');
      return troubles === 0 || isTrouble;
    });
    expect(code).toBe(0);
    const trouble = texts.find((text) => text.includes('Trying again.')) ?? '';
    expect(trouble).toMatch(/cellbridge_wishes.* Trying again\.\nLast seen at \S+Z:\nCell +State/);
    expect(texts.at(-1)).not.toContain('Trying again.');
  });
});

forEachServer('status --watch', (harness) => {
  test('goes on through a restart of the API database', async () => {
    const { api, cell } = await createDeployment(harness);
    await cell.addGroups([{}]);
    await using proxy = await startTcpProxy(api.url);
    let hasFailed = false;
    const { code, texts } = await watchUntil({ apiUrl: proxy.url }, (text, index) => {
      if (index === 1) proxy.refuse();
      const isTrouble = text.includes('Trying again.');
      hasFailed ||= isTrouble;
      if (isTrouble) proxy.admit();
      return !hasFailed || isTrouble;
    });
    expect(code).toBe(0);
    expect(hasFailed).toBe(true);
    expect(texts.at(-1)).toMatch(/^cell1 +pending +0 +1 /m);
  });

  test('ends on Ctrl-C though the API database does not answer', async () => {
    const { api } = await createDeployment(harness);
    await using proxy = await startTcpProxy(api.url);
    const run = startSource(BIN, { arguments: [...WATCH, '--api-db', proxy.url] });
    await run.waitFor('The move is not complete.');
    proxy.muteServer();
    // After ten seconds it says so.
    await run.waitFor('A database has not answered for ');
    run.kill('SIGINT');
    expect(await run.result).toMatchObject({ code: 0, stderr: '' });
  });
});

describe('status --watch on a terminal', () => {
  const harness = useHarness('sqlite');
  const environment = { NO_COLOR: '1' };

  test.each([80, 40])('of %i columns shows one status, in place', async (columns) => {
    const { api, cell } = await createDeployment(harness);
    await cell.addGroups([{}]);
    const map = (url: string) =>
      api.raw.query('UPDATE cell_mappings SET database_connection = ?', url);
    const options = { apiUrl: api.url, environment, isTTY: true, columns, rows: 30 };
    const { code, texts, stdout } = await watchUntil(options, async (_text, index) => {
      if (index === 2) await map('sqlite:////nowhere/at/all.sqlite');
      if (index === 3) await map(cell.url);
      return index < 5;
    });
    expect(code).toBe(0);
    expect(texts[0]?.startsWith(CLEAR_SCREEN)).toBe(true);
    expect(stdout.split(CLEAR_SCREEN)).toHaveLength(2);
    const lines = screenOf(stdout, columns);
    expect(lines.filter((line) => line.includes('Ctrl-C ends it.'))).toHaveLength(1);
    expect(lines.filter((line) => line.includes('pending'))).toHaveLength(1);
    for (const line of stripVTControlCharacters(stdout).split('\n')) {
      expect(stringWidth(line)).toBeLessThanOrEqual(columns);
    }
  });

  test('never scrolls it, and says how much does not fit', async () => {
    const { api } = await createDeployment(harness, { cells: 12 });
    const options = { apiUrl: api.url, environment, isTTY: true, columns: 80, rows: 10 };
    const { texts } = await watchUntil(options, (_text, index) => index < 2);
    for (const text of texts) expect(text.split('\n').length).toBeLessThanOrEqual(10);
    expect(screenOf(texts.join(''), 80).at(-1)).toMatch(/^\.\.\. \d+ more lines$/);
  });
});

describe('status refuses', () => {
  test.each([
    [['--watch', '--json'], '--json prints one document, and --watch goes on'],
    [['--interval', '5'], 'add --watch'],
    [['--watch', '--interval', '0'], 'give seconds from 0.1 to 3600, such as 2'],
    [['--watch', '--interval', '1e3'], 'give seconds from 0.1 to 3600, such as 2'],
  ])('%j', async (args, advice) => {
    const { code, stdout, stderr } = await cellbridge({ apiUrl: 'sqlite:///x' }, 'status', ...args);
    expect(code).toBe(127);
    expect(stdout + stderr).toContain(advice);
  });
});

describe('status --watch without a database', () => {
  test('ends as a status does', async () => {
    const { code, stderr } = await cellbridge({ apiUrl: 'sqlite:////nowhere/x' }, ...WATCH);
    expect(code).toBe(127);
    expect(stderr).toContain('/nowhere/x');
  });
});
