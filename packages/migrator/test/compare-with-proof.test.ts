import { randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { InvalidInputError } from '@cellbridge/objects';
import { createDeployment, forEachDialect } from '@cellbridge/testing';
import { expect, test } from 'vitest';
import type { ProofComparison } from '../src/index.js';
import {
  change,
  compared,
  destroy,
  expectFates,
  linesOf,
  newProof,
  proved,
} from './support/proof.js';
import { alter, deleteFromApi, deleteReceipts, move, moved } from './support/verification.js';

const RECEIPT = 'cellbridge_receipts';

forEachDialect('The proof of a verification, compared later,', (harness) => {
  test('is as the deployment when nothing happened', async () => {
    const { databases } = await moved(harness, 3);
    const file = await proved(harness, databases, { batchSize: 2 });
    expect(await compared(databases, file, { batchSize: 2 })).toMatchObject({
      outcome: 'clean',
      compared: 6,
      counts: { same: 6 },
      movedSince: 0,
      groups: [],
      groupsOmitted: 0,
    });
  });

  test('tells what services have done since from what is lost', async () => {
    const { databases, uuids } = await moved(harness, 9);
    const [member = '', renamed = '', destroyed = '', ...others] = uuids;
    const [gone = '', missing = '', unproven = '', altered = ''] = others;
    const [before = '', unproved = ''] = others.slice(4);
    for (const uuid of [before, unproved]) await destroy(databases, uuid);
    const file = await proved(harness, databases);

    await change(databases, member, (group) => group.members.push(randomUUID()));
    await change(databases, renamed, (group) => {
      group.name = 'another';
    });
    await destroy(databases, destroyed);
    await databases.cell.addGroups([{}, {}]);
    await move(databases);
    const legal = await compared(databases, file);
    expect(legal).toMatchObject({
      outcome: 'clean',
      movedSince: 2,
      counts: { changed: 2, destroyed: 1, same: 15 },
    });
    expectFates(legal, { changed: [member, renamed], destroyed: [destroyed] });
    const detailsOf = (uuid: string) =>
      legal.groups.find(({ groupUuid }) => groupUuid === uuid)?.details;
    expect(detailsOf(member)).toBe('Changed: members; time stamps or rules.');
    expect(detailsOf(renamed)).toMatch(/^Changed: name, user, project or policies/);

    await deleteFromApi(databases.api.raw, [gone]);
    const undecided = await compared(databases, file);
    expect(undecided).toMatchObject({ outcome: 'undecided', counts: { unrecorded: 1 } });

    await deleteFromApi(databases.api.raw, [missing]);
    await deleteReceipts(databases.api.raw, [missing, unproven, unproved]);
    await databases.api.raw.query(
      `UPDATE ${RECEIPT} SET digest = 'another' WHERE group_uuid = ?`,
      altered,
    );
    const found = await compared(databases, file);
    expect(found).toMatchObject({ outcome: 'findings', compared: 18, movedSince: 2 });
    expectFates(found, {
      missing: [missing],
      unproven: [unproven, unproved],
      altered: [altered],
      unrecorded: [gone],
      changed: [member, renamed],
      destroyed: [destroyed],
    });
    const bounded = await compared(databases, file, { maxGroups: 1 });
    expect(bounded).toMatchObject({ counts: { unproven: 2, changed: 2 }, groupsOmitted: 2 });
    expect(bounded.groups).toHaveLength(6);
  });

  test('takes nothing that services do meanwhile for a loss', async () => {
    const { databases, uuids } = await moved(harness, 12);
    const file = await proved(harness, databases);
    const serve = async () => {
      for (const uuid of uuids) await destroy(databases, uuid);
    };
    const again = async () => {
      const comparisons: ProofComparison[] = [];
      while (comparisons.at(-1)?.counts.destroyed !== uuids.length) {
        comparisons.push(await compared(databases, file, { batchSize: 1 }));
      }
      return comparisons;
    };
    const [comparisons] = await Promise.all([again(), serve()]);
    for (const comparison of comparisons) {
      expect(comparison).toMatchObject({ outcome: 'clean', compared: 24, movedSince: 0 });
    }
  });

  test('names a destroyed group that is there again', async () => {
    const { databases, uuids } = await moved(harness, 1);
    const [uuid = ''] = uuids;
    await destroy(databases, uuid);
    const file = await proved(harness, databases);
    await databases.api.addGroups([{ uuid }]);
    // Its record says that this is another group of the same uuid.
    expect(await compared(databases, file)).toMatchObject({ outcome: 'clean' });
    await alter(databases.api.raw, [uuid], ['instance_groups', 'name'], 'back');
    await databases.api.raw.query(`UPDATE ${RECEIPT} SET destroyed_at = NULL`);
    const found = await compared(databases, file);
    expect(found.outcome).toBe('findings');
    expectFates(found, { returned: [uuid] });
  });

  test('takes a digest that a sync has renewed for the same, and the older one for altered', async () => {
    const { databases, uuids } = await moved(harness, 1);
    const [uuid = ''] = uuids;
    const { raw } = databases.api;
    const set = (digest: string) =>
      raw.query(`UPDATE ${RECEIPT} SET digest = ? WHERE group_uuid = ?`, digest, uuid);
    const later = await proved(harness, databases);
    const lines = linesOf(await readFile(later, 'utf8'));
    const digest = lines.find((line) => line.uuid === uuid)?.receipt;
    await set('0'.repeat(64));
    const first = await proved(harness, databases);
    expectFates(await compared(databases, later), { altered: [uuid] });
    await set(String(digest));
    expect(await compared(databases, first)).toMatchObject({ outcome: 'clean', groups: [] });
    await set('');
    expectFates(await compared(databases, first), { altered: [uuid] });
  });

  test('knows the groups of a cell that has another uuid since, and of one that is not mapped', async () => {
    const { databases } = await moved(harness, 2);
    const file = await proved(harness, databases);
    const another = randomUUID();
    await databases.api.raw.query(
      `UPDATE ${RECEIPT} SET cell_uuid = ? WHERE cell_uuid = ?`,
      another,
      databases.cell.uuid,
    );
    const result = await compared(databases, file);
    expect(result).toMatchObject({ outcome: 'clean', compared: 4, movedSince: 0, groups: [] });
    const [, ...later] = linesOf(await readFile(await proved(harness, databases), 'utf8'));
    expect(later.at(-2)).toMatchObject({
      totals: {
        groups: 4,
        cells: expect.arrayContaining([
          expect.objectContaining({ uuid: another, name: null, groups: 2 }),
        ]),
      },
    });
  });

  test('is compared up to where it is stopped', async () => {
    const { databases } = await moved(harness, 3);
    const file = await proved(harness, databases);
    const interruption = new AbortController();
    const stopped = await compared(databases, file, {
      batchSize: 1,
      signal: interruption.signal,
      onProof: () => interruption.abort(),
    });
    expect(stopped).toMatchObject({ outcome: 'stopped', compared: 1, movedSince: null });
  });

  test('is refused if it is not whole, was changed, is newer or of another deployment', async () => {
    const { databases, uuids } = await moved(harness, 2);
    const text = await readFile(await proved(harness, databases), 'utf8');
    const refusal = async (content: string) => {
      const file = await newProof(harness);
      await writeFile(file, content);
      const error: unknown = await compared(databases, file).catch((reason: unknown) => reason);
      expect(InvalidInputError.isInstance(error)).toBe(true);
      return String(error);
    };
    const lines = text.split('\n');
    for (const kept of [1, 2, lines.length - 2]) {
      expect(await refusal(`${lines.slice(0, kept).join('\n')}\n`)).toContain('is cut off');
    }
    expect(await refusal(text.slice(0, -10))).toContain('was changed');
    expect(await refusal(text.slice(0, text.length / 2))).toContain('is cut off');
    const [uuid = ''] = uuids;
    expect(await refusal(text.replace(uuid, randomUUID()))).toContain('was changed');
    expect(await refusal(text.replace('"groups":4', '"groups":5'))).toContain('was changed');
    expect(await refusal(lines.toSpliced(1, 1).join('\n'))).toContain('was changed');
    expect(await refusal(`${text}${lines[1]}\n`)).toContain('was changed');
    expect(await refusal(text.replaceAll('\n', '\r\n'))).toMatch(/was changed|is cut off/);
    expect(await refusal(text.replace('"version":1', '"version":2'))).toContain(
      'has version 2 of the format of proofs, and this release reads version 1',
    );
    for (const other of ['', 'null\n', '{}\n', 'text without an end', `${lines[1]}\n`]) {
      expect(await refusal(other)).toContain('is no proof of a verification');
    }

    const others = await createDeployment(harness);
    await others.api.raw.query('UPDATE cell_mappings SET uuid = ?', randomUUID());
    const file = await proved(harness, databases);
    await expect(compared(others, file)).rejects.toThrow('is of another deployment: none of');
    const nowhere = await newProof(harness);
    await expect(compared(databases, nowhere)).rejects.toThrow(`Cannot read ${nowhere}`);
    const folder = await harness.folder();
    await expect(compared(databases, folder)).rejects.toThrow('it is a folder; name a file');
  });
});
