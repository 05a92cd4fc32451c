import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDeployment, forEachDialect } from '@cellbridge/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { OsloConfig } from '../src/oslo-config.js';
import { type CliOptions, cellbridge } from './run.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cellbridge-settings-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Writes a file of the folder of these tests, and returns its path. */
async function write(name: string, ...lines: string[]): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, `${lines.join('\n')}\n`);
  return file;
}

describe('Where the databases are', () => {
  async function show(options: CliOptions, ...args: string[]) {
    const { code, stdout, stderr } = await cellbridge(options, 'config', 'show', ...args, '--json');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const { apiDb, novaConnection, cells } = JSON.parse(stdout);
    const pair = ({ url, from }: { url: string; from: string }) => [url, from];
    const ofCells = cells.map((cell: { name: string; url: string; from: string }) => [
      `Cell ${cell.name}`,
      pair(cell),
    ]);
    return {
      'API database': apiDb && pair(apiDb),
      'Nova connection': novaConnection && pair(novaConnection),
      ...Object.fromEntries(ofCells),
    };
  }

  test('is said by the first of option, nova.conf, variable, config file and default', async () => {
    const conf = await write('nova.conf', '[api_database]', 'connection = sqlite:////conf');
    const sources: [
      environment: Record<string, string>,
      args: string[],
      value: string | undefined,
    ][] = [
      [{}, [], undefined],
      [{ CELLBRIDGE_NOVA_CONF: conf }, [], 'sqlite:////conf'],
      [
        { CELLBRIDGE_NOVA_CONF: conf, CELLBRIDGE_API_DB: 'sqlite:////variable' },
        [],
        'sqlite:////variable',
      ],
      [{ CELLBRIDGE_API_DB: 'sqlite:////variable' }, ['--nova-conf', conf], 'sqlite:////conf'],
      [{}, ['--nova-conf', conf, '--api-db', 'sqlite:////option'], 'sqlite:////option'],
    ];
    for (const [environment, args, value] of sources) {
      const { 'API database': shown } = await show({ environment, folder }, ...args);
      expect(shown?.[0], args.join(' ')).toBe(value);
    }
  });

  test('is said by the last of several files', async () => {
    const first = await write('first.conf', '[api_database]', 'connection = sqlite:////first');
    const second = await write('second.conf', '[api_database]', 'connection = sqlite:////second');
    const confs = join(folder, 'nova.conf.d');
    await mkdir(confs);
    await write('nova.conf.d/20.conf', '[database]', 'connection = mysql://nova:s3cret@db/nova');
    await write('nova.conf.d/10.conf', '[database]', 'connection = sqlite:////ten');
    await write('nova.conf.d/30.ini', '[database]', 'connection = sqlite:////thirty');
    await write('nova.conf.d/.hidden.conf', 'nonsense');
    const args = ['--config-dir', confs, '--nova-conf', first, '--nova-conf', second];
    expect(await show({}, ...args)).toEqual({
      'API database': ['sqlite:////second', `${second}: [api_database] connection`],
      'Nova connection': [
        'mysql://nova:***@db/nova',
        `${join(confs, '20.conf')}: [database] connection`,
      ],
    });
  });

  test('is said by a config file of ours that names one of Nova', async () => {
    const own = join(folder, 'own');
    await mkdir(own);
    await write('own/nova.conf', '[api_database]', 'connection = sqlite:////api');
    const config = { novaConf: 'nova.conf', novaConnection: 'sqlite:////cell' };
    const file = await write('own/cellbridge.config.json', JSON.stringify(config));
    expect(await show({ folder: own })).toEqual({
      'API database': ['sqlite:////api', `${join(own, 'nova.conf')}: [api_database] connection`],
      'Nova connection': ['sqlite:////cell', `${file}: novaConnection`],
    });
  });

  test('is asked of no source that comes after the first one that says it', async () => {
    const environment = { CELLBRIDGE_NOVA_CONF: '/absent', CELLBRIDGE_API_DB: '@/absent' };
    const broken = join(folder, 'broken');
    await mkdir(broken);
    await write('broken/.cellbridgerc', 'no JSON');
    const shown = await show({ environment, folder: broken }, '--api-db', 'sqlite:////option');
    expect(shown).toEqual({
      'API database': ['sqlite:////option', '--api-db'],
      'Nova connection': null,
    });
  });

  test('and what fills templates is not mixed from two deployments', async () => {
    const one = await write(
      'one.conf',
      '[api_database]',
      'connection = sqlite:////one',
      '[database]',
      'connection = sqlite:////cell',
    );
    const environment = { CELLBRIDGE_NOVA_CONF: one };
    expect(await show({ environment })).toMatchObject({
      'Nova connection': ['sqlite:////cell', `${one}: [database] connection`],
    });
    const other = await show({ environment }, '--api-db', 'sqlite:////other');
    expect(other).toMatchObject({ 'Nova connection': null });
    const both = await show({}, '--api-db', 'sqlite:////other', '--nova-conf', one);
    expect(both).toMatchObject({ 'Nova connection': ['sqlite:////cell', expect.anything()] });
    const ofCell = await write('cell.conf', '[database]', 'connection = sqlite:////only');
    const filled = await show({}, '--api-db', 'sqlite:////other', '--nova-conf', ofCell);
    expect(filled).toMatchObject({ 'Nova connection': ['sqlite:////only', expect.anything()] });
  });

  test.each([
    ['{ "apiDb": "" }', 'does not say where the API database is'],
    ['{ "novaConf": [] }', 'does not say where the API database is'],
    ['{ "novaConf": ["a", 5] }', 'does not say where the API database is'],
    [
      '{ "apiDb": "sqlite:////a", "novaconnection": "x" }',
      'has an unknown key; the keys are apiDb',
    ],
    ['{ "novaConf": "absent.conf" }', 'absent.conf does not exist; check the path.'],
  ])('is not said by a config file that holds %s', async (text, cause) => {
    const own = await mkdtemp(join(folder, 'own-'));
    await writeFile(join(own, 'cellbridge.config.json'), text);
    const { code, stderr } = await cellbridge({ folder: own }, 'status');
    expect([code, stderr]).toEqual([127, expect.stringContaining(cause)]);
  });

  test('is read from a file, or from standard input, and its password is not shown', async () => {
    const secret = await write('url', 'mysql://nova:s3cret@db/nova_api');
    const shown = ['mysql://nova:***@db/nova_api', '--api-db'];
    expect(await show({}, '--api-db', `@${secret}`)).toMatchObject({ 'API database': shown });
    const input = 'mysql://nova:s3cret@db/nova_api\n';
    expect(await show({ input }, '--api-db', '-')).toMatchObject({ 'API database': shown });
    const cells = await show({ input, folder }, '--cell-db', 'one=@url', '--cell-db', 'two=-');
    expect(cells).toMatchObject({
      'Cell one': ['mysql://nova:***@db/nova_api', '--cell-db'],
      'Cell two': ['mysql://nova:***@db/nova_api', '--cell-db'],
    });
  });

  test.each([
    [['--nova-conf', 'absent'], 'absent does not exist; check the path.'],
    [['--config-dir', 'absent'], 'absent does not exist; check the path.'],
    [['--api-db', '@absent'], 'absent does not exist; check the path.'],
    [['--api-db', ''], '--api-db gives no URL.'],
    [['--api-db', '@empty'], '--api-db gives no URL: @empty is empty.'],
    [['--api-db', '-'], '--api-db gives no URL: - is empty.'],
    [['--api-db', '-', '--nova-connection', '-'], '- stands for standard input once; write @FILE'],
    [['--nova-conf', ''], '--nova-conf is empty; name a file.'],
    [['--config-dir', ''], '--config-dir is empty; name a file.'],
    [
      ['--nova-conf', 'mysql://nova:s3cret@db/nova'],
      '--nova-conf takes the path of a file, and was',
    ],
    [
      ['--api-db', '@mysql://nova:s3cret@db/nova'],
      'takes the path of a file, and was given a URL.',
    ],
    [['--nova-conf', '.'], 'is a folder; name a file.'],
    [['--config-dir', 'empty.conf'], 'empty.conf is no path to a file or folder; check it.'],
    [['--nova-conf', 'empty.conf'], '[api_database] connection is not set in'],
    [['--nova-conf', 'wrong.conf'], 'wrong.conf: line 2 is no option of oslo.config.'],
    [['--nova-conf', 'unknown.conf'], 'refers with $ to an option that these files do not set'],
    [['--nova-conf', 'circle.conf'], '[api_database] connection refers to itself.'],
  ])('is a mistake that is named: %j', async (args, cause) => {
    await write('empty.conf', '[api_database]', 'connection =');
    await write('empty');
    await write('wrong.conf', '[api_database]', 's3cret');
    await write('unknown.conf', '[api_database]', 'connection = mysql://nova:$s3cret@db/nova');
    await write(
      'circle.conf',
      '[api_database]',
      'connection = s3cret$other',
      'other = $connection',
    );
    const input = args.includes('--nova-connection') ? 'sqlite:////a' : '';
    const { code, stderr } = await cellbridge({ folder, input }, 'status', ...args);
    expect(code).toBe(127);
    expect(stderr).toContain(cause);
    expect(stderr).not.toContain('s3cret');
  });
});

describe('A file of oslo.config', () => {
  test.each([
    ['name = value', 'value'],
    ['name: value', 'value'],
    ['name=a=b:c', 'a=b:c'],
    ['name = "value"', 'value'],
    [`name = 'va"lue'`, 'va"lue'],
    ['name = "', ''],
    ['name = value # no comment', 'value # no comment'],
    ['name = value\r', 'value'],
    ['name = one\nname = two', 'two'],
    ['na-me = other\nname = value', 'value'],
    ['name = one\n  two', 'one\ntwo'],
    ['; name = no\nname = yes', 'yes'],
    ['other = deep\nname = very $other', 'very deep'],
    [`other = deep\nname = \${other}ly`, 'deeply'],
    ['name = $my_ip', '192.0.2.1'],
    ['name = $elsewhere.host', 'db'],
    ['name = pa$$word', 'pa$word'],
    ['name = pa\\$word', 'pa$word'],
    ['name = 100$', '100$'],
    ['[OTHER]\nname = no\n[GROUP]\nname = yes', 'yes'],
    ['name = $my_ip\n[default]\nmy_ip = lower', '192.0.2.1'],
    ['name = a\u2028b', 'a\u2028b'],
  ])('that says %j is read as oslo.config reads it', (text, value) => {
    const defaults = '[DEFAULT]\nmy_ip = 192.0.2.1\n[elsewhere]\nhost = db\n';
    const config = new OsloConfig([{ path: 'a.conf', text: `${defaults}[group]\n${text}` }]);
    expect(config.get('group', 'name')).toEqual({ value, file: 'a.conf' });
  });
});

forEachDialect('nova.conf', (harness) => {
  test('is all that the command needs, with a cell whose mapping is a URL template', async () => {
    const { api, cell } = await createDeployment(harness);
    await cell.addGroups([{ name: 'in the cell' }]);
    const { urlTemplate } = harness.testDialect;
    await api.raw.query('UPDATE cell_mappings SET database_connection = ?', urlTemplate);
    const escaped = (url: string) => url.replaceAll('$', '$$$$');
    const conf = await write(
      `${harness.dialect}.conf`,
      '[api_database]',
      `connection = ${escaped(api.url)}`,
      '[database]',
      `connection = ${escaped(cell.url)}`,
    );
    const moved = await cellbridge({}, 'db', 'online-data-migrations', '--nova-conf', conf);
    expect(moved).toMatchObject({ code: 0, stderr: '' });
    expect(await cell.liveGroups()).toEqual([]);
  });
});
