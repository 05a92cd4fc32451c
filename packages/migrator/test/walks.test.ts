/**
 * The calls that docs/architecture.md walks through: what each sends to which database. After a change,
 * `npx vitest run packages/migrator/test/walks.test.ts --update` draws them again.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Deployment, InstanceGroup } from '@cellbridge/objects';
import { createDeployment, recordStatements, useHarness } from '@cellbridge/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CellRun } from '../src/instance-groups/cell-run.js';
import { moveBatch } from '../src/instance-groups/move-batch.js';
import { openDeployment } from './support/move.js';

const PAGE = fileURLToPath(new URL('../../../docs/architecture.md', import.meta.url));
const PICTURE = /(?<=```mermaid\n)sequenceDiagram.*?(?=```)/gs;
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

  test('is what docs/architecture.md shows', async () => {
    const walks = [
      await draw('objects', () => InstanceGroup.getByUuid(deployment.adminContext(), UUID)),
      await draw('objects', () =>
        InstanceGroup.addMembers(deployment.adminContext(), UUID, ['second']),
      ),
      await draw('migrator', moveOneBatch),
    ];
    const page = readFileSync(PAGE, 'utf8');
    expect(page.match(PICTURE)).toHaveLength(walks.length);
    const drawn = page.replace(PICTURE, () => walks.shift() ?? '');
    await expect(drawn).toMatchFileSnapshot(PAGE);
  });

  async function moveOneBatch(): Promise<void> {
    const [cell] = deployment.cells;
    if (!cell) throw new Error('There is a cell.');
    const run = new CellRun(deployment, cell, {
      budget: { left: 1 },
      runId: UUID,
      lostUuids: new Set(),
    });
    const selection = { afterId: 0, upToId: 1, limit: 1, skipLocked: true };
    await run.carryOut(moveBatch(run, selection), 1);
  }

  /** What a call sends, as Mermaid's sequence of messages. */
  async function draw(caller: string, call: () => Promise<unknown>): Promise<string> {
    recorder.statements.length = 0;
    await call();
    const messages = recorder.statements.map(({ database, text }) => {
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
