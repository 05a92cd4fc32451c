import { randomUUID } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Deployment, InstanceGroup, InvalidInputError } from '@cellbridge/objects';
import { createDeployment, forEachDialect, type TestDeployment } from '@cellbridge/testing';
import { expect, test } from 'vitest';
import {
  type CompareOptions,
  compareWithProof,
  type ProofComparison,
  type ProveOptions,
  verifyWithProof,
} from '../src/index.js';
import {
  alter,
  deleteFromApi,
  deleteReceipts,
  move,
  moved,
  rename,
} from './support/verification.js';

const GROUP = 'instance_groups';
const RECEIPT = 'cellbridge_receipts';

forEachDialect('The proof of a verification', (harness) => {
  const newFile = async () => join(await harness.folder(), `${randomUUID()}.proof`);

  async function proved(databases: TestDeployment, options: ProveOptions = {}): Promise<string> {
    const file = await newFile();
    await using deployment = await Deployment.open({ api: databases.api.url });
    await verifyWithProof(deployment, file, options);
    return file;
  }

  test('holds the report, each moved group and what they add up to', async () => {
    const { databases, uuids } = await moved(harness, 3);
    const [destroyed = ''] = uuids;
    await destroy(databases, destroyed);
    const file = await newFile();
    await using deployment = await Deployment.open({ api: databases.api.url });
    const progress: object[] = [];
    const { report, proof } = await verifyWithProof(deployment, file, {
      batchSize: 2,
      writtenBy: 'a test',
      onProof: (event) => progress.push(event),
    });
    expect(report.outcome).toBe('clean');
    expect(progress.at(-1)).toEqual({ groups: 6, total: 6 });
    const cells = databases.cells.map(({ uuid }) => uuid).sort();
    expect(proof?.totals).toMatchObject({ groups: 6, destroyed: 1, policies: 5, members: 10 });
    expect(proof?.totals.cells.map(({ uuid, groups }) => [uuid, groups])).toEqual(
      cells.map((uuid) => [uuid, 3]),
    );
    const lines = linesOf(await readFile(file, 'utf8'));
    expect(lines[0]).toMatchObject({
      format: 'cellbridge-proof',
      version: 1,
      writtenBy: 'a test',
      isWhole: true,
      verification: { outcome: 'clean', findings: [], totals: { compared: 6, destroyed: 1 } },
    });
    const groups = lines.filter((line) => 'uuid' in line);
    expect(groups).toHaveLength(6);
    expect(groups.find(({ uuid }) => uuid === destroyed)).toMatchObject({
      state: 'destroyed',
      content: null,
    });
    expect(groups.map(({ cell }) => cell)).toEqual([...groups.map(({ cell }) => cell)].sort());
    // Nothing was changed since they moved: the digest is that of the receipt.
    for (const line of groups) {
      if (line.uuid !== destroyed) expect(line.content).toBe(line.receipt);
    }
  });

  test('has the same digests again, as long as nothing changes', async () => {
    const { databases, uuids } = await moved(harness, 3);
    const digests = async () => {
      const lines = linesOf(await readFile(await proved(databases, { batchSize: 2 }), 'utf8'));
      const { totals } = lines.at(-2) as {
        totals: { digest: string; cells: { digest: string }[] };
      };
      return [totals.digest, ...totals.cells.map(({ digest }) => digest)];
    };
    const first = await digests();
    expect(await digests()).toEqual(first);
    await rename(databases.api.raw, uuids.slice(0, 1));
    const later = await digests();
    expect(later.filter((digest) => !first.includes(digest))).toHaveLength(2);
  });

  test('is as the deployment when nothing happened', async () => {
    const { databases } = await moved(harness, 3);
    const file = await proved(databases, { batchSize: 2 });
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
    const file = await proved(databases);

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
    const file = await proved(databases);
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
    const file = await proved(databases);
    await databases.api.addGroups([{ uuid }]);
    // Its record says that this is another group of the same uuid.
    expect(await compared(databases, file)).toMatchObject({ outcome: 'clean' });
    await alter(databases.api.raw, [uuid], [GROUP, 'name'], 'back');
    await databases.api.raw.query(`UPDATE ${RECEIPT} SET destroyed_at = NULL`);
    const found = await compared(databases, file);
    expect(found.outcome).toBe('findings');
    expectFates(found, { returned: [uuid] });
  });

  test('is written of what a verification finds wrong, too, and of one cell alone', async () => {
    const { databases, uuids } = await moved(harness, 2);
    await rename(databases.api.raw, uuids);
    const name = databases.cell.uuid;
    const file = await newFile();
    await using deployment = await Deployment.open({ api: databases.api.url });
    const { report, proof } = await verifyWithProof(deployment, file, { cells: [name] });
    expect(report.outcome).toBe('findings');
    expect(proof).toMatchObject({
      header: { isWhole: false, verification: { outcome: 'findings', counts: { different: 2 } } },
      totals: { groups: 2, cells: [{ uuid: name }] },
    });
    const lines = linesOf(await readFile(file, 'utf8'));
    expect(lines[0]).toMatchObject({
      verification: { findings: uuids.map(() => ({ kind: 'different' })) },
    });
    // What moves from the other cell is not of this proof.
    const [, other] = databases.cells;
    await other?.addGroups([{}]);
    await databases.cell.addGroups([{}]);
    await move(databases);
    expect(await compared(databases, file)).toMatchObject({ outcome: 'clean', movedSince: 1 });
  });

  test('is not written over a file, nor where no file can be', async () => {
    const { databases } = await moved(harness, 1);
    const file = await proved(databases);
    const before = await readFile(file, 'utf8');
    await using deployment = await Deployment.open({ api: databases.api.url });
    const again = verifyWithProof(deployment, file);
    await expect(again).rejects.toThrow(`${file} exists already, and is not overwritten`);
    expect(await readFile(file, 'utf8')).toBe(before);
    const nowhere = join(await harness.folder(), 'no', 'folder');
    const refused = verifyWithProof(deployment, nowhere);
    await expect(refused).rejects.toThrow(`Cannot write ${nowhere}: there is no such file`);
  });

  test('leaves no file where it is stopped', async () => {
    const { databases } = await moved(harness, 3);
    const folder = await harness.folder();
    const files = async () => (await readdir(folder)).filter((name) => name.includes('.proof'));
    const before = await files();
    await using deployment = await Deployment.open({ api: databases.api.url });
    const verifying = { signal: AbortSignal.abort() };
    const stopped = await verifyWithProof(deployment, await newFile(), verifying);
    expect(stopped).toMatchObject({ report: { outcome: 'stopped' }, proof: null });
    const interruption = new AbortController();
    const { report, proof } = await verifyWithProof(deployment, await newFile(), {
      batchSize: 1,
      signal: interruption.signal,
      onProof: () => interruption.abort(),
    });
    expect({ outcome: report.outcome, proof }).toEqual({ outcome: 'clean', proof: null });
    expect(await files()).toEqual(before);
  });

  test('is compared up to where it is stopped', async () => {
    const { databases } = await moved(harness, 3);
    const file = await proved(databases);
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
    const text = await readFile(await proved(databases), 'utf8');
    const refusal = async (content: string) => {
      const file = await newFile();
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
    const file = await proved(databases);
    await expect(compared(others, file)).rejects.toThrow('is of another deployment: none of');
    const nowhere = await newFile();
    await expect(compared(databases, nowhere)).rejects.toThrow(`Cannot read ${nowhere}`);
    const folder = await harness.folder();
    await expect(compared(databases, folder)).rejects.toThrow('it is a folder; name a file');
  });
});

async function compared(
  databases: TestDeployment,
  file: string,
  options: CompareOptions = {},
): Promise<ProofComparison> {
  await using deployment = await Deployment.open({ api: databases.api.url });
  return await compareWithProof(deployment, file, options);
}

async function change(
  databases: TestDeployment,
  uuid: string,
  edit: (group: InstanceGroup) => unknown,
): Promise<void> {
  await using deployment = await Deployment.open({ api: databases.api.url });
  const group = await InstanceGroup.getByUuid(deployment.adminContext(), uuid);
  edit(group);
  await group.save();
}

async function destroy(databases: TestDeployment, uuid: string): Promise<void> {
  await using deployment = await Deployment.open({ api: databases.api.url });
  await (await InstanceGroup.getByUuid(deployment.adminContext(), uuid)).destroy();
}

function linesOf(text: string): Record<string, unknown>[] {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

/** That a comparison names these groups, each with its fate, and no others. */
function expectFates({ groups }: ProofComparison, expected: Record<string, string[]>): void {
  const fates = Object.entries(expected).flatMap(([fate, uuids]) =>
    uuids.map((uuid) => [uuid, fate]),
  );
  const named = groups.map(({ groupUuid, fate }) => [groupUuid, fate]);
  expect(Object.fromEntries(named)).toEqual(Object.fromEntries(fates));
}
