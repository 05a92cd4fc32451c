import { createDeployment, forEachDialect, planOf, recordStatements } from '@cellbridge/testing';
import { expect, test } from 'vitest';
import {
  findGroupsByAnySpelling,
  findGroupsByInstance,
  findGroupsByUuids,
  listGroups,
  openCellDatabase,
} from '../src/index.js';

const UUID = 'aaaaaaaa-0000-4000-8000-00000000abcd';

const MEMBER = 'cccccccc-0000-4000-8000-00000000abcd';

forEachDialect('In a cell', (harness) => {
  const { parametersPerText, indexesBytes, listParameters, uniqueIndex } = harness.testDialect;
  /** What serves a look-up: Nova's own. */
  const lookupIndex = uniqueIndex('instance_groups', 'uniq_instance_groups0uuid0deleted');
  /** How a page finds its groups in the order of bytes. */
  const pageAccess = {
    nova: [/index/i, lookupIndex],
    cellbridge: [/index/i, 'cellbridge_group_uuid_idx'],
    nobody: [/scan/i, 'scan instance_groups'],
  } as const;

  const filled = async () => {
    const { cell } = await createDeployment(harness);
    await cell.addGroups(
      Array.from({ length: 2_000 }, (_, index) => ({ policies: [], members: [`member ${index}`] })),
    );
    await cell.addGroups([{ uuid: UUID, members: [MEMBER] }]);
    await cell.raw.analyze();
    return cell;
  };

  test('a page of groups is read along an index where there is one, wherever it begins', async () => {
    const cell = await filled();
    const { intercept, statements } = recordStatements();
    await using database = await openCellDatabase(cell.url, { intercept });
    const page = await listGroups(database, null, { afterUuid: UUID, limit: 10 });
    expect(page).toHaveLength(10);
    for (const { uuid } of page) expect(uuid > UUID).toBe(true);
    const plan = await planOf(cell.raw, statements.at(-1)?.text ?? '', UUID, 10);
    const [access, expected] = pageAccess[indexesBytes];
    const [first = ''] = plan.split('\n').filter((line) => access.test(line));
    expect(first).toContain(expected);
    expect(plan.slice(0, plan.indexOf(first))).not.toMatch(/sort/i);
  });

  test('a uuid in any spelling is looked up by indexes, in one statement', async () => {
    const cell = await filled();
    const { intercept, statements } = recordStatements();
    await using database = await openCellDatabase(cell.url, { intercept });
    for (const asked of [UUID, UUID.toUpperCase(), 'ffffffff-0000-4000-8000-00000000abcd']) {
      statements.length = 0;
      await findGroupsByAnySpelling(database, asked, null);
      expect(statements).toHaveLength(1);
    }
    const text = statements.at(-1)?.text ?? '';
    const plan = await planOf(cell.raw, text, ...Array(5 * parametersPerText).fill(UUID), 1);
    expect(plan).toContain(lookupIndex);
    expect(plan).not.toMatch(/filter: .*uuid|scan instance_groups/i);
  });

  test('a member, and any of several uuids, are looked up by indexes', async () => {
    const cell = await filled();
    const { intercept, statements } = recordStatements();
    await using database = await openCellDatabase(cell.url, { intercept });
    await findGroupsByInstance(database, MEMBER, null);
    const byMember = await planOf(
      cell.raw,
      statements.at(-1)?.text ?? '',
      ...Array(parametersPerText).fill(MEMBER),
      1,
    );
    expect(byMember).not.toMatch(/filter: .*instance_u?u?id|scan instance_group/i);
    await findGroupsByUuids(database, [UUID]);
    const list = listParameters([UUID]);
    const byUuids = await planOf(cell.raw, statements.at(-1)?.text ?? '', ...list);
    expect(byUuids).toContain(lookupIndex);
    expect(byUuids).not.toMatch(/filter: .*uuid|scan instance_groups/i);
  });
});
