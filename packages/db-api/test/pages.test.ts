import { createDeployment, forEachDialect, planOf, recordStatements } from '@cellbridge/testing';
import { expect, test } from 'vitest';
import {
  findGroupByAnySpelling,
  findGroupByInstance,
  findGroupsByUuids,
  listGroups,
  openApiDatabase,
} from '../src/index.js';

const UUID = 'aaaaaaaa-0000-4000-8000-00000000abcd';

const MEMBER = 'cccccccc-0000-4000-8000-00000000abcd';

forEachDialect('In the API database', (harness) => {
  const { parametersPerText, indexesBytes, listParameters, uniqueIndex } = harness.testDialect;
  /** What serves a look-up: Nova's own. */
  const lookupIndex = uniqueIndex('instance_groups', 'uniq_instance_groups0uuid');
  /** How a page finds its groups in the order of bytes. */
  const pageAccess = {
    nova: [/index/i, lookupIndex],
    cellbridge: [/index/i, 'cellbridge_group_uuid_idx'],
    nobody: [/scan/i, 'scan instance_groups'],
  } as const;

  const filled = async () => {
    const { api } = await createDeployment(harness);
    await api.addGroups(
      Array.from({ length: 2_000 }, (_, index) => ({ policies: [], members: [`member ${index}`] })),
    );
    await api.addGroups([{ uuid: UUID, members: [MEMBER] }]);
    await api.raw.analyze();
    return api;
  };

  test('a page of groups is read along an index where there is one, wherever it begins', async () => {
    const api = await filled();
    const { intercept, statements } = recordStatements();
    await using database = await openApiDatabase(api.url, { intercept });
    const page = await listGroups(database, null, { afterUuid: UUID, limit: 10 });
    expect(page).toHaveLength(10);
    for (const { uuid } of page) expect(uuid > UUID).toBe(true);
    const plan = await planOf(api.raw, statements.at(-1)?.text ?? '', UUID, 10);
    const [access, expected] = pageAccess[indexesBytes];
    const [first = ''] = plan.split('\n').filter((line) => access.test(line));
    expect(first).toContain(expected);
    expect(plan.slice(0, plan.indexOf(first))).not.toMatch(/sort/i);
  });

  test('a uuid in any spelling is looked up by indexes, in one statement', async () => {
    const api = await filled();
    const { intercept, statements } = recordStatements();
    await using database = await openApiDatabase(api.url, { intercept });
    // The first look-up also asks which columns exist.
    await findGroupByAnySpelling(database, UUID, null);
    for (const asked of [UUID, UUID.toUpperCase(), 'ffffffff-0000-4000-8000-00000000abcd']) {
      statements.length = 0;
      await findGroupByAnySpelling(database, asked, null);
      expect(statements).toHaveLength(1);
    }
    const text = statements.at(-1)?.text ?? '';
    const plan = await planOf(api.raw, text, ...Array(5 * parametersPerText).fill(UUID), 1);
    expect(plan).toContain(lookupIndex);
    expect(plan).not.toMatch(/filter: .*uuid|scan instance_groups/i);
  });

  test('a member, and any of several uuids, are looked up by indexes', async () => {
    const api = await filled();
    const { intercept, statements } = recordStatements();
    await using database = await openApiDatabase(api.url, { intercept });
    await findGroupByInstance(database, MEMBER, null);
    const byMember = await planOf(
      api.raw,
      statements.at(-1)?.text ?? '',
      ...Array(parametersPerText).fill(MEMBER),
      1,
    );
    expect(byMember).not.toMatch(/filter: .*instance_u?u?id|scan instance_group/i);
    await findGroupsByUuids(database, [UUID]);
    const list = listParameters([UUID]);
    const byUuids = await planOf(api.raw, statements.at(-1)?.text ?? '', ...list);
    expect(byUuids).toContain(lookupIndex);
    expect(byUuids).not.toMatch(/filter: .*uuid|scan instance_groups/i);
  });
});
