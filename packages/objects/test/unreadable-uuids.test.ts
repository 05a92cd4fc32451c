import { createDeployment, forEachDialect, type TestDeployment } from '@cellbridge/testing';
import { expect, test } from 'vitest';
import { InstanceGroupList } from '../src/index.js';
import { open } from './support/mixed.js';

const uuidOf = (number: number) => `5e0f0000-0000-4000-8000-00000000000${number}`;
const READABLE = [1, 2, 8, 9].map(uuidOf);

forEachDialect('Groups whose uuids are no text', (harness) => {
  /** Some sort before `U+FFFD`, whose bytes are `efbfbd`, and some after it. */
  const { unreadableEnds, textOfBytes } = harness.testDialect;

  /** Two readable groups in the API database and two in a cell, and unreadable ones between in both. */
  const filled = async (): Promise<TestDeployment> => {
    const databases = await createDeployment(harness, { encoding: 'SQL_ASCII' });
    const { api, cell } = databases;
    for (const [index, database] of [api, cell].entries()) {
      const uuids = READABLE.filter((_, place) => place % 2 === index);
      await database.addGroups(uuids.map((uuid) => ({ uuid, createdAt: null })));
      for (const [number, end] of unreadableEnds.entries()) {
        await database.addGroups([{ uuid: 'odd', createdAt: null }]);
        const begin = `${uuidOf(5).slice(0, -3)}${index}${number}`;
        const bytes = `${Buffer.from(begin).toString('hex')}${end}`;
        const value = textOfBytes(bytes);
        await database.raw.query(`UPDATE instance_groups SET uuid = ${value} WHERE uuid = 'odd'`);
      }
    }
    return databases;
  };

  test('are in whole lists, but pages skip them', async () => {
    await using deployment = await open(await filled());
    const context = deployment.adminContext();
    const odd = unreadableEnds.length * 2;
    expect(await InstanceGroupList.getAll(context)).toHaveLength(READABLE.length + odd);
    for (const size of [1, 2, 3, 500]) {
      const iterated: string[] = [];
      for await (const { uuid } of InstanceGroupList.iterate(context, { batchSize: size })) {
        iterated.push(uuid);
        expect(iterated.length).toBeLessThanOrEqual(READABLE.length);
      }
      expect(iterated, `pages of ${size}`).toEqual(READABLE);
      const paged: string[] = [];
      while (paged.length < READABLE.length) {
        const page = { limit: size, offset: paged.length };
        const groups = await InstanceGroupList.getAll(context, page);
        expect(groups).toHaveLength(Math.min(size, READABLE.length - paged.length));
        paged.push(...[...groups].map(({ uuid }) => uuid));
      }
      expect(paged, `pages of ${size} by offset`).toEqual(READABLE);
    }
    const rest = await InstanceGroupList.getAll(context, { offset: 1 });
    expect([...rest].map(({ uuid }) => uuid)).toEqual(READABLE.slice(1));
  });
});
