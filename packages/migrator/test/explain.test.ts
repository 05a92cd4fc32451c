import { InstanceGroup, InvalidInputError } from '@cellbridge/objects';
import { createDeployment, forEachDialect } from '@cellbridge/testing';
import { expect, test } from 'vitest';
import { explainGroup } from '../src/index.js';
import { openDeployment, runMove } from './support/move.js';

const UUID = '5e0f0000-0000-4000-8000-00000000000a';

forEachDialect('The explanation of a group', (harness) => {
  test('follows it from the cell into the API database, and to its end', async () => {
    const databases = await createDeployment(harness, { cells: 2 });
    const [added] = await databases.cell.addGroups([{ uuid: UUID, members: ['a'] }]);
    await using deployment = await openDeployment(databases);
    const row = { cellGroupId: added?.id, details: null };
    expect(await explainGroup(deployment, UUID.toUpperCase())).toMatchObject({
      groupUuid: UUID,
      isInApi: false,
      receipt: null,
      cells: [
        { name: 'cell1', rows: [{ ...row, state: 'live', proof: null, next: 'move' }] },
        { name: 'cell2', rows: [], error: null },
      ],
      quarantine: [],
    });

    const { runId } = await runMove(deployment);
    const ended = { ...row, state: 'ended', proof: { runId }, next: null };
    expect(await explainGroup(deployment, UUID)).toMatchObject({
      isInApi: true,
      receipt: { runId, cellGroupId: added?.id, destroyedAt: null },
      cells: [{ rows: [ended] }, { rows: [] }],
    });

    const group = await InstanceGroup.getByUuid(deployment.adminContext(), UUID);
    await group.destroy();
    expect(await explainGroup(deployment, UUID)).toMatchObject({
      isInApi: false,
      receipt: { runId, destroyedAt: expect.stringMatching(/^\d{4}-/) },
      cells: [{ rows: [ended] }, { rows: [] }],
    });
  });

  test('says what the next run does with a row that cannot move, and names a cell that is down', async () => {
    const databases = await createDeployment(harness, { cells: 2 });
    await databases.cell.addGroups([{ uuid: UUID, name: 'one' }]);
    await databases.api.addGroups([{ uuid: UUID, name: 'another' }]);
    await databases.api.raw.query(
      "UPDATE cell_mappings SET database_connection = 'sqlite:////nowhere/x' WHERE name = 'cell2'",
    );
    await using deployment = await openDeployment(databases);
    const quarantine = { next: 'quarantine', details: expect.stringContaining('other content') };
    const before = await explainGroup(deployment, UUID);
    expect(before).toMatchObject({
      isInApi: true,
      receipt: null,
      cells: [{ rows: [quarantine] }, { rows: [] }],
      quarantine: [],
    });
    expect(before.cells[1]?.error?.message).toContain('Cell cell2 is unavailable');
    await runMove(deployment);
    expect(await explainGroup(deployment, UUID)).toMatchObject({
      cells: [{ rows: [quarantine] }, {}],
      quarantine: [{ reason: 'different', resolution: null }],
    });
  });

  test('is refused without a uuid', async () => {
    const databases = await createDeployment(harness);
    await using deployment = await openDeployment(databases);
    await expect(explainGroup(deployment, '')).rejects.toThrow(InvalidInputError);
  });
});
