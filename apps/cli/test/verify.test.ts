import { createDeployment, forEachDialect } from '@cellbridge/testing';
import { expect, test, vi } from 'vitest';
import { cellbridge } from './run.js';

const UNKNOWN = 'ce110000-0000-4000-8000-0000000000ff';

forEachDialect('db verify', (harness) => {
  test('ends with 0 where nothing is, 1 before the move, 0 after it and 2 on damage', async () => {
    const { api, cell } = await createDeployment(harness);
    const run = (...args: string[]) => cellbridge({ apiUrl: api.url }, ...args);
    expect((await run('db', 'verify')).code).toBe(0);

    const [, damaged] = await cell.addGroups([{ members: ['a'] }, { members: ['b'] }]);
    const before = await run('db', 'verify');
    expect(before.code).toBe(1);
    expect(before.stdout).toContain('Nothing was compared: 2 groups have not moved yet.');

    await run('db', 'online-data-migrations');
    const after = await run('db', 'verify', '--cell', 'cell1');
    expect(after).toMatchObject({ code: 0, stderr: '' });
    expect(after.stdout).toMatch(/cell1 +2 +0 +0 +0 +0 +0 +0/);
    expect(after.stdout).toContain('All is well: 2 moved groups compared');

    const uuid = damaged?.uuid ?? '';
    await api.raw.query(`UPDATE instance_groups SET name = 'damaged' WHERE uuid = ?`, uuid);
    const found = await run('db', 'verify');
    expect(found.code).toBe(2);
    expect(found.stdout).toMatch(new RegExp(`different +${uuid} +cell1 +Not as it moved`));
    expect(found.stdout).toContain('Findings: 1 different.');
    const json = await run('db', 'verify', '--json');
    expect(json.json()).toMatchObject({
      outcome: 'findings',
      exitCode: 2,
      counts: { different: 1, missing: 0 },
      findings: [{ kind: 'different', groupUuid: uuid, cellUuid: cell.uuid }],
    });
  });

  test('ends with 5 where it cannot be told, and names the groups', async () => {
    const { api, cell } = await createDeployment(harness);
    const [undecided, renamed] = await cell.addGroups([{ members: ['a', 'b'] }, {}]);
    const run = (...args: string[]) => cellbridge({ apiUrl: api.url }, ...args);
    await run('db', 'online-data-migrations');
    for (const table of ['instance_group_member', 'instance_group_policy', 'instance_groups']) {
      await cell.raw.query(`DELETE FROM ${table}`);
    }
    await api.raw.query(`DELETE FROM instance_group_member WHERE instance_uuid = 'a'`);
    const { code, stdout } = await run('db', 'verify');
    expect(code).toBe(5);
    expect(stdout).toMatch(new RegExp(`${undecided?.uuid} +cell1 +Its 1 members are not those`));
    expect(stdout).toContain('Undecided: 1 groups; nothing proves whether');
    expect(stdout).not.toContain('All is well');
    expect((await run('db', 'verify', '--json')).json()).toMatchObject({
      outcome: 'undecided',
      exitCode: 5,
      findings: [],
      undecidedGroups: [{ groupUuid: undecided?.uuid, cellUuid: cell.uuid }],
    });

    // A finding counts for more, and so does a cell that is down.
    const down = 'postgresql://nova:secret@127.0.0.1:1/nova';
    await api.addCellMappings([{ uuid: UNKNOWN, name: 'down', url: down }]);
    expect((await run('db', 'verify')).code).toBe(4);
    const rename = `UPDATE instance_groups SET name = 'damaged' WHERE uuid = ?`;
    await api.raw.query(rename, renamed?.uuid ?? '');
    expect((await run('db', 'verify')).code).toBe(2);
  });

  test('says how many groups it does not list', async () => {
    const { api, cell } = await createDeployment(harness);
    await cell.addGroups(Array.from({ length: 102 }, () => ({ members: ['a', 'b'] })));
    const run = (...args: string[]) => cellbridge({ apiUrl: api.url }, ...args);
    await run('db', 'online-data-migrations');
    for (const table of ['instance_group_member', 'instance_group_policy', 'instance_groups']) {
      await cell.raw.query(`DELETE FROM ${table}`);
    }
    await api.raw.query(`DELETE FROM instance_group_member WHERE instance_uuid = 'a'`);
    const undecided = await run('db', 'verify');
    expect(undecided.stdout).toContain('2 more undecided groups are not listed');
    await api.raw.query(`UPDATE instance_groups SET name = 'damaged'`);
    const found = await run('db', 'verify');
    expect(found.stdout).toContain('2 more findings are not listed');
  });

  test('cannot tell what a cell that was deleted after its move holds, and ends with 5', async () => {
    const { api, cells } = await createDeployment(harness, { cells: 2 });
    for (const cell of cells) await cell.addGroups([{}]);
    const run = (...args: string[]) => cellbridge({ apiUrl: api.url }, ...args);
    await run('db', 'online-data-migrations');
    const deleted = await run('cell', 'delete', 'cell1');
    expect(deleted.stdout).toContain('Receipts of 1 group name it');
    const { code, stdout } = await run('db', 'verify');
    expect(code).toBe(5);
    expect(stdout).toContain('Findings: 1 unmapped.');
  });

  test('names receipts of a cell that is not mapped by its uuid', async () => {
    const { api, cell } = await createDeployment(harness);
    await cell.addGroups([{}, {}]);
    await cellbridge({ apiUrl: api.url }, 'db', 'online-data-migrations');
    await api.raw.query('UPDATE cell_mappings SET uuid = ?', UNKNOWN);
    const { code, stdout } = await cellbridge({ apiUrl: api.url }, 'db', 'verify');
    expect(code).toBe(2);
    expect(stdout).toMatch(new RegExp(`unmapped .* ${cell.uuid} +Receipts of 2 groups`));
    expect(stdout).toContain('Findings: 1 remapped, 1 unmapped.');
  });

  test('takes rows without a group, which Nova leaves, for no damage, and lists them last', async () => {
    const { api, cell } = await createDeployment(harness);
    const [orphaned, damaged] = await cell.addGroups([{ deleted: true }, { name: 'damaged' }]);
    await cell.raw.query(
      `INSERT INTO instance_group_member (deleted, group_id, instance_id) VALUES (0, ?, 'orphan')`,
      orphaned?.id ?? 0,
    );
    await cellbridge({ apiUrl: api.url }, 'db', 'online-data-migrations');
    const well = await cellbridge({ apiUrl: api.url }, 'db', 'verify');
    expect(well).toMatchObject({ code: 0, stdout: expect.stringContaining('1 orphaned') });

    const rename = `UPDATE instance_groups SET name = 'another' WHERE uuid = ?`;
    await api.raw.query(rename, damaged?.uuid ?? '');
    const found = await cellbridge({ apiUrl: api.url }, 'db', 'verify', '--json');
    const document = found.json<{ findings: { kind: string }[] }>();
    expect(found.code).toBe(2);
    expect(document.findings.map(({ kind }) => kind)).toEqual(['different', 'orphaned']);
  });

  test('lists what is harmless on request, and the kinds that are asked for whole', async () => {
    const { api, cell } = await createDeployment(harness);
    const [deleted, damaged] = await cell.addGroups([{ deleted: true }, { name: 'as it moved' }]);
    for (let number = 0; number < 101; number += 1) {
      await cell.raw.query(
        `INSERT INTO instance_group_member (deleted, group_id, instance_id) VALUES (0, ?, 'orphan-${number}-')`,
        deleted?.id ?? 0,
      );
    }
    const run = (...args: string[]) => cellbridge({ apiUrl: api.url }, ...args);
    await run('db', 'online-data-migrations');
    const damage = 'UPDATE instance_groups SET name = ? WHERE uuid = ?';
    await api.raw.query(damage, 'red \u001b[31m and \u009b31m', damaged?.uuid ?? '');
    const verify = async (...args: string[]) => {
      const { code, stdout } = await run('db', 'verify', ...args);
      expect(code).toBe(2);
      expect(stdout).toContain('Findings: 1 different, 101 orphaned.');
      const orphans = stdout.match(/orphan-\d+-/g)?.length ?? 0;
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there.
      expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
      const values = /name \(moved: "as it moved"; now: "red .*31m and .*31m"\)/;
      return { orphans, hasDifferent: values.test(stdout), stdout };
    };
    const usual = await verify();
    expect(usual).toMatchObject({ orphans: 0, hasDifferent: true });
    expect(usual.stdout).toContain('kind orphaned need no action; --kind orphaned lists them.');
    expect(await verify('--all')).toMatchObject({ orphans: 101, hasDifferent: true });
    const orphaned = await verify('--kind', 'orphaned');
    expect(orphaned).toMatchObject({ orphans: 101, hasDifferent: false });
    const both = await verify('--kind', 'orphaned', '--kind', 'different');
    expect(both).toMatchObject({ orphans: 101, hasDifferent: true });
    expect(await verify('--kind', 'missing')).toMatchObject({ orphans: 0, hasDifferent: false });

    type Document = { findings: { kind: string }[]; findingsOmitted: number };
    const kinds = async (...args: string[]) => {
      const document = (await run('db', 'verify', '--json', ...args)).json<Document>();
      expect(document).toMatchObject({ exitCode: 2, counts: { different: 1, orphaned: 101 } });
      return [document.findings.length, document.findingsOmitted];
    };
    expect(await kinds()).toEqual([102, 0]);
    expect(await kinds('--kind', 'different')).toEqual([1, 101]);
    const nonsense = await run('db', 'verify', '--kind', 'nonsense');
    expect(nonsense).toMatchObject({ code: 127, stdout: '' });
    expect(nonsense.stderr).toContain('give missing, unproven, different');
  });

  test('says where it was stopped, and goes on from there', async () => {
    const { api, cell } = await createDeployment(harness);
    await cell.addGroups([{}, {}]);
    await cellbridge({ apiUrl: api.url }, 'db', 'online-data-migrations');
    const options = { apiUrl: api.url, signal: AbortSignal.abort() };
    const stopped = await cellbridge(options, 'db', 'verify');
    expect(stopped.code).toBe(1);
    const [, place = ''] = /--from (\S+)/.exec(stopped.stdout) ?? [];
    const resumed = await cellbridge(
      { apiUrl: api.url },
      'db',
      'verify',
      '--from',
      place,
      '--json',
    );
    expect(resumed.json()).toMatchObject({ exitCode: 0, totals: { compared: 2 } });
    expect((await cellbridge({ apiUrl: api.url }, 'db', 'verify', '--cell', 'x')).code).toBe(127);
  });

  test('refuses a place that no verification has given', async () => {
    const { api, cell } = await createDeployment(harness);
    await cell.addGroups([{}]);
    const run = (...args: string[]) => cellbridge({ apiUrl: api.url }, 'db', ...args);
    await run('online-data-migrations');
    const places = ['x', 'api/nope/1', `${UNKNOWN}/live/`];
    const numbered = ['policies', 'members', 'undefined-groups', 'quarantine', 'evidence'];
    for (const pass of [...numbered, 'receipts', 'proofs', 'mapping']) {
      for (const after of ['zzz', '1e3', '0x1']) places.push(`${cell.uuid}/${pass}/${after}`);
    }
    places.push(`${cell.uuid}/evidence/archived:zz`, `${cell.uuid}/receipts/zz:${UNKNOWN}`);
    for (const pass of ['groups', 'unmapped', 'unmapped-receipts', 'policies', 'members']) {
      for (const after of ['abc', '%%%:1:x']) places.push(`api/${pass}/${after}`);
    }
    for (const place of places) {
      const { code, stderr } = await run('verify', '--from', place);
      expect({ place, code }).toEqual({ place, code: 127 });
      expect(stderr).toContain('esume position');
    }
  });

  test('says beside the result how far it has come, but not with --json', async () => {
    const { api, cell } = await createDeployment(harness);
    await cell.addGroups([{}, {}, {}]);
    await cellbridge({ apiUrl: api.url }, 'db', 'online-data-migrations');
    let time = Date.now();
    // Ten seconds pass whenever somebody looks at the clock.
    vi.spyOn(Date, 'now').mockImplementation(() => {
      time += 10_000;
      return time;
    });
    const verify = ['db', 'verify', '--batch-size', '1'];
    const { code, stdout, stderr } = await cellbridge({ apiUrl: api.url }, ...verify);
    const document = await cellbridge({ apiUrl: api.url }, ...verify, '--json');
    vi.restoreAllMocks();
    expect(code).toBe(0);
    const line = (text: string) =>
      new RegExp(`^\\S+Z Step \\d+ of 18, ${text}, 0 findings\\.$`, 'm');
    expect(stderr).toMatch(line('cell cell1: 2 groups of cells, 0 of the API'));
    expect(stderr).toMatch(line('the API database: 3 groups of cells, 2 of the API'));
    expect(stdout).not.toContain('Step');
    expect(document).toMatchObject({ code: 0, stderr: '' });
  });

  test('ends with 4 if a cell is down, names it, and verifies the others', async () => {
    const { api, cells } = await createDeployment(harness, { cells: 2 });
    for (const cell of cells) await cell.addGroups([{}]);
    await cellbridge({ apiUrl: api.url }, 'db', 'online-data-migrations');
    const down = 'postgresql://nova:secret@127.0.0.1:1/nova';
    await api.raw.query(
      `UPDATE cell_mappings SET database_connection = '${down}' WHERE name = 'cell1'`,
    );
    const result = await cellbridge({ apiUrl: api.url }, 'db', 'verify', '--json');
    expect(result.code).toBe(4);
    expect(result.stdout).not.toContain('secret');
    expect(result.json()).toMatchObject({
      totals: { compared: 1 },
      unavailableCells: [{ name: 'cell1' }],
    });
  });
});
