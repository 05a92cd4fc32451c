import { createDeployment, forEachDialect, recordStatements } from '@cellbridge/testing';
import { expect, test } from 'vitest';
import { verifyDeployment } from '../src/index.js';
import { archive } from './support/back-up.js';
import { openDeployment } from './support/move.js';
import { move } from './support/verification.js';

const isOfApi = ({ text }: { text: string }) =>
  text.includes('"instance_uuid"') && text.includes('"updated_at"');
const isOfCell = ({ text }: { text: string }) => text.includes('instance_id as value');
const isOfArchive = ({ text }: { text: string }) => text.includes('shadow_instance_group_member');

/** So many groups of 4,000 members, of which two fit into a part. */
const GROUPS = 5;

forEachDialect('verifyDeployment of a page of huge groups', (harness) => {
  test('reads so many member rows at a time as fit into memory, on either side', async () => {
    const databases = await createDeployment(harness);
    const members = Array.from({ length: 4_000 }, (_, index) => `member-${index}`);
    await databases.cell.addGroups(Array.from({ length: GROUPS }, () => ({ members })));
    await move(databases);
    const { intercept, statements } = recordStatements();
    await using deployment = await openDeployment(databases, { database: { intercept } });
    expect(await verifyDeployment(deployment)).toMatchObject({ outcome: 'clean' });
    expect(statements.filter(isOfApi)).toHaveLength(3);
    expect(statements.filter(isOfCell)).toHaveLength(0);

    // Now the cell alone has many rows, and each group is asked for there.
    statements.length = 0;
    await databases.api.raw.query('DELETE FROM instance_group_member');
    expect(await verifyDeployment(deployment)).toMatchObject({ totals: { changed: GROUPS } });
    expect(statements.filter(isOfApi)).toHaveLength(1);
    expect(statements.filter(isOfCell)).toHaveLength(3);

    statements.length = 0;
    await archive(databases.cell.raw);
    // That a table is not there is remembered for a while.
    await using later = await openDeployment(databases, { database: { intercept } });
    expect(await verifyDeployment(later)).toMatchObject({ totals: { changed: GROUPS } });
    expect(statements.filter((one) => isOfCell(one) && isOfArchive(one))).toHaveLength(3);
  });

  test('asks no cell of a group whose recorded changes say it all', async () => {
    const databases = await createDeployment(harness);
    await databases.cell.addGroups([{ members: ['a', 'b'] }]);
    await move(databases);
    await databases.api.raw.query(`UPDATE cellbridge_receipts SET changed = 'members'`);
    await databases.api.raw.query('DELETE FROM instance_group_member');
    const { intercept, statements } = recordStatements();
    await using deployment = await openDeployment(databases, { database: { intercept } });
    expect(await verifyDeployment(deployment)).toMatchObject({ totals: { changed: 1 } });
    expect(statements.filter(isOfCell)).toEqual([]);
  });
});
