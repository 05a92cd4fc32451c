import { createDeployment, forEachDialect } from '@cellbridge/testing';
import { expect, test } from 'vitest';
import { cellbridge } from './run.js';

const PROMPT = 'template that Nova fills in from nova.conf';

forEachDialect('A cell whose mapping is a URL template', (harness) => {
  async function fill() {
    const { api, cell } = await createDeployment(harness);
    await cell.addGroups([{ name: 'in the cell' }]);
    const { urlTemplate } = harness.testDialect;
    await api.raw.query('UPDATE cell_mappings SET database_connection = ?', urlTemplate);
    return { apiUrl: api.url, connection: cell.url, cell };
  }

  test('is moved with --nova-connection, or with its environment variable', async () => {
    const { apiUrl, connection, cell } = await fill();
    const environment = { CELLBRIDGE_NOVA_CONNECTION: connection };
    const listed = await cellbridge({ apiUrl, environment }, 'group', 'list');
    expect(listed).toMatchObject({ code: 0, stdout: expect.stringContaining('in the cell') });
    const before = await cellbridge({ apiUrl }, '--nova-connection', connection, 'status');
    expect(before).toMatchObject({ code: 0, stdout: expect.stringContaining('pending') });
    const args = ['db', 'online-data-migrations', '--nova-connection', connection];
    expect(await cellbridge({ apiUrl }, ...args)).toMatchObject({ code: 0 });
    expect(await cell.liveGroups()).toEqual([]);
    const wrong = { CELLBRIDGE_NOVA_CONNECTION: 'mysql://nobody@h/d' };
    const check = ['status', '--check', '--nova-connection', connection];
    expect(await cellbridge({ apiUrl, environment: wrong }, ...check)).toMatchObject({ code: 0 });
  });

  test('is unavailable without a connection, and the error names the option', async () => {
    const { apiUrl } = await fill();
    const environment = { CELLBRIDGE_NOVA_CONNECTION: '' };
    for (const args of [
      ['status', '--check'],
      ['db', 'sync'],
      ['group', 'list'],
    ]) {
      const { code, stdout, stderr } = await cellbridge({ apiUrl, environment }, ...args);
      expect({ args, code }).toEqual({ args, code: 4 });
      expect(`${stdout}${stderr}`).toContain(PROMPT);
      expect(`${stdout}${stderr}`).toContain('--nova-connection URL');
    }
  });

  test('is listed without the password of the connection, and can be deleted', async () => {
    const { apiUrl, connection } = await fill();
    const { password } = new URL(connection);
    const show = async (...args: string[]) => {
      const { stdout } = await cellbridge({ apiUrl }, 'cell', 'list', '--json', ...args);
      if (password !== '') expect(stdout).not.toContain(password);
      return JSON.parse(stdout)[0].database;
    };
    expect(await show()).toBe('a URL template that is not filled');
    const filled = await show('--nova-connection', connection);
    expect(filled).toContain(new URL(connection).pathname);

    const create = ['cell', 'create', '--name', 'twin', '--database-connection', connection];
    const given = ['--nova-connection', connection];
    const twin = await cellbridge({ apiUrl }, ...create, ...given);
    expect(twin).toMatchObject({ code: 127, stderr: expect.stringContaining('has this database') });
    const remove = await cellbridge({ apiUrl }, 'cell', 'delete', 'cell1', ...given);
    expect(remove.stderr).toContain('holds 1 live group');
  });

  test('is created with the same option, which does not stand for the URL of the cell', async () => {
    const { apiUrl, connection } = await fill();
    const { pathname } = new URL(await harness.createDatabaseUrl());
    const { urlTemplate } = harness.testDialect;
    const template = urlTemplate.replace('{path}', pathname.replace(/^\/+/, ''));
    const create = ['cell', 'create', '--name', 'new', '--database-connection', template];
    const refused = await cellbridge({ apiUrl }, ...create);
    expect(refused).toMatchObject({ code: 127, stderr: expect.stringContaining(PROMPT) });
    const given = ['--json', '--nova-connection', connection];
    const created = await cellbridge({ apiUrl }, ...create, ...given);
    expect(created).toMatchObject({ code: 0 });
    expect(created.json().database).toContain(pathname);
  });
});
