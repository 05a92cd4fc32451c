import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Deployment } from '@cellbridge/objects';
import { forEachDialect } from '@cellbridge/testing';
import { expect, test } from 'vitest';
import { verifyWithProof } from '../src/index.js';
import { compared, destroy, linesOf, newProof, proved } from './support/proof.js';
import { move, moved, rename } from './support/verification.js';

forEachDialect('The proof of a verification', (harness) => {
  test('holds the report, each moved group and what they add up to', async () => {
    const { databases, uuids } = await moved(harness, 3);
    const [destroyed = ''] = uuids;
    await destroy(databases, destroyed);
    const file = await newProof(harness);
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
      const lines = linesOf(
        await readFile(await proved(harness, databases, { batchSize: 2 }), 'utf8'),
      );
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

  test('is written of what a verification finds wrong, too, and of one cell alone', async () => {
    const { databases, uuids } = await moved(harness, 2);
    await rename(databases.api.raw, uuids);
    const name = databases.cell.uuid;
    const file = await newProof(harness);
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
    const file = await proved(harness, databases);
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
    const stopped = await verifyWithProof(deployment, await newProof(harness), verifying);
    expect(stopped).toMatchObject({ report: { outcome: 'stopped' }, proof: null });
    const interruption = new AbortController();
    const { report, proof } = await verifyWithProof(deployment, await newProof(harness), {
      batchSize: 1,
      signal: interruption.signal,
      onProof: () => interruption.abort(),
    });
    expect({ outcome: report.outcome, proof }).toEqual({ outcome: 'clean', proof: null });
    expect(await files()).toEqual(before);
  });
});
