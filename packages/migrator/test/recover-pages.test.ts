import {
  createDeployment,
  forEachDialect,
  recordStatements,
  type TestDeployment,
} from '@cellbridge/testing';
import { expect, test } from 'vitest';
import { proveEarlierMoves, recoverDeployment } from '../src/index.js';
import { archive, backUpApi } from './support/back-up.js';
import { move, openDeployment } from './support/move.js';

const isOfCell = ({ text }: { text: string }) => text.includes('instance_id as value');
const isOfArchive = ({ text }: { text: string }) => text.includes('shadow_instance_group_member');

/** So many groups of 4,000 members, of which two fit into a part. */
const GROUPS = 5;
const MEMBERS = Array.from({ length: 4_000 }, (_, index) => `member-${index}`);

forEachDialect('Huge groups', (harness) => {
  async function hugeGroups(): Promise<TestDeployment> {
    const databases = await createDeployment(harness);
    await databases.cell.addGroups(Array.from({ length: GROUPS }, () => ({ members: MEMBERS })));
    return databases;
  }

  test('are put back so many at a time as fit into memory, from the archive only if need be', async () => {
    const databases = await hugeGroups();
    const restore = await backUpApi(databases.api.raw);
    await archive(databases.cell.raw);
    await move(databases);
    await restore();
    const { intercept, statements } = recordStatements();
    await using deployment = await openDeployment(databases, { database: { intercept } });
    const whole = { outcome: 'complete', cells: [{ groups: GROUPS, notAsMoved: [] }] };
    expect(await recoverDeployment(deployment)).toMatchObject(whole);
    expect(statements.filter(isOfCell)).toHaveLength(3);
    expect(statements.filter(isOfArchive)).toEqual([]);

    await restore();
    await archive(databases.cell.raw);
    statements.length = 0;
    expect(await recoverDeployment(deployment)).toMatchObject(whole);
    expect(statements.filter((one) => isOfCell(one) && isOfArchive(one))).toHaveLength(3);
  });

  test('that moved earlier get their cell receipts so many at a time', async () => {
    const databases = await hugeGroups();
    await move(databases);
    await databases.cell.raw.query(
      `DELETE FROM instance_group_policy WHERE policy LIKE 'cellbridge:%'`,
    );
    const { intercept, statements } = recordStatements();
    await using deployment = await openDeployment(databases, { database: { intercept } });
    const cell = deployment.cell(databases.cell.uuid);
    expect(await proveEarlierMoves(deployment, cell)).toEqual({ written: GROUPS, unproved: [] });
    expect(statements.filter(isOfCell)).toHaveLength(3);
  });
});
