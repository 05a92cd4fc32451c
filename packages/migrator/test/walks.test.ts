/**
 * The walks of docs/architecture.md, as they are: what three calls send to which database. After a
 * change, `npx vitest run packages/migrator/test/walks.test.ts --update` and `pnpm draw`.
 */
import { fileURLToPath } from 'node:url';
import { type Deployment, InstanceGroup } from '@cellbridge/objects';
import { createDeployment, recordStatements, useHarness } from '@cellbridge/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CellRun } from '../src/instance-groups/cell-run.js';
import { moveBatch } from '../src/instance-groups/move-batch.js';
import { openDeployment } from './support/move.js';

const UUID = '5e0f0000-0000-4000-8000-00000000000a';

describe('What is sent in', () => {
  const harness = useHarness('postgresql');
  const recorder = recordStatements();
  let deployment: Deployment;

  beforeAll(async () => {
    const databases = await createDeployment(harness);
    await databases.cell.addGroups([{ uuid: UUID, policies: ['affinity'], members: ['first'] }]);
    const { intercept } = recorder;
    deployment = await openDeployment(databases, { database: { intercept } });
    await InstanceGroup.getByUuid(deployment.adminContext(), UUID);
  });
  afterAll(() => deployment.close());

  test.each<[name: string, caller: string, walk: () => Promise<unknown>]>([
    ['a read', 'objects', () => InstanceGroup.getByUuid(deployment.adminContext(), UUID)],
    [
      'a write',
      'objects',
      () => InstanceGroup.addMembers(deployment.adminContext(), UUID, ['second']),
    ],
    ['a batch', 'migrator', moveOneBatch],
  ])('%s', async (name, caller, walk) => {
    recorder.statements.length = 0;
    await walk();
    const file = `../../../docs/pictures/${name.replace(' ', '-')}.mmd`;
    await expect(draw(caller, recorder.statements)).toMatchFileSnapshot(
      fileURLToPath(new URL(file, import.meta.url)),
    );
  });

  async function moveOneBatch(): Promise<void> {
    const [cell] = deployment.cells;
    if (!cell) throw new Error('There is a cell.');
    const run = new CellRun(deployment, cell, { limit: 1, runId: UUID, lostUuids: new Set() });
    const selection = { afterId: 0, upToId: 1, limit: 1, skipLocked: true };
    await run.record(1, moveBatch(run, selection));
  }

  /** As Mermaid's sequence of messages. */
  function draw(caller: string, statements: typeof recorder.statements): string {
    const messages = statements.map(({ database, text }) => {
      const to = database === deployment.api.description ? 'api' : 'cell';
      return `  ${caller} ->> ${to}: ${summaryOf(text)}`;
    });
    const participants = [caller, 'cell', 'api'].map((name) => `  participant ${name}`);
    return `${['sequenceDiagram', ...participants, ...messages].join('\n')}\n`;
  }
});

/** The verb of a statement, the tables that it names, and whether it locks. */
function summaryOf(text: string): string {
  const [verb = ''] = text.trim().split(' ');
  if (verb === 'begin' || verb === 'commit') return verb;
  const named = [...text.matchAll(/(?<=(?:from|join|into|update) )"(\w+)"/g)];
  const tables = [...new Set(named.map(([, table]) => table))];
  const lock = /for update.*$/.exec(text)?.[0];
  return [verb, tables.join(', '), ...(lock ? [lock] : [])].join(' ');
}
