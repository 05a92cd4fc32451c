import { createDeployment, forEachDialect } from '@cellbridge/testing';
import { expect, test } from 'vitest';
import { cellbridge } from './run.js';

/** What the next minor release may do to the schema: it adds. */
const NEXT = [
  'CREATE TABLE cellbridge_next (id integer PRIMARY KEY)',
  'ALTER TABLE cellbridge_receipts ADD COLUMN next varchar(255)',
  'ALTER TABLE cellbridge_claims ADD COLUMN next integer DEFAULT 1 NOT NULL',
  'ALTER TABLE cellbridge_progress ADD COLUMN next text',
  'ALTER TABLE cellbridge_quarantine ADD COLUMN next text',
];

forEachDialect('databases that a later release has synced', (harness) => {
  test('serve this one: it lists, creates and moves, and leaves the schema alone', async () => {
    const { api, cell } = await createDeployment(harness);
    await cell.addGroups([
      { name: 'moves', members: ['a'] },
      { uuid: 'stays', name: 'in the cell' },
    ]);
    await api.addGroups([{ uuid: 'stays', name: 'in the API database' }]);
    for (const statement of NEXT) await api.raw.query(statement);
    await api.raw.insert('cellbridge_migrations', [
      { tag: '9999_next', hash: '', adopted: 0, applied_at: '' },
    ]);
    const run = (...args: string[]) => cellbridge({ apiUrl: api.url }, ...args);

    expect(await run('group', 'create', 'new')).toMatchObject({ code: 0 });
    expect(await run('db', 'online-data-migrations')).toMatchObject({ code: 3 });
    expect(await run('quarantine', 'resolve', 'stays', '--keep', 'api')).toMatchObject({ code: 0 });
    expect(await run('db', 'online-data-migrations')).toMatchObject({ code: 0 });
    expect(await run('status', '--check')).toMatchObject({ code: 0 });
    const groups = (await run('group', 'list', '--json')).json<{ name: string }[]>();
    expect(groups.map(({ name }) => name).sort()).toEqual(['in the API database', 'moves', 'new']);

    const refused = await run('api-db', 'sync');
    expect(refused).toMatchObject({ code: 127, stdout: '' });
    expect(refused.stderr).toMatch(
      /has the schema 9999_next, which a later release of Cellbridge made; install that release\.\n$/,
    );
  });
});
