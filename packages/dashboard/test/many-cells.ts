import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createDeployment, type Harness, type TestDeployment } from '@cellbridge/testing';

/**
 * Makes a deployment of many cells, each an SQLite file of its own: copies of one, so that this takes seconds.
 *
 * @param fill is given the cell that the others are copies of.
 */
export async function createManyCells(
  harness: Harness,
  count: number,
  fill: (deployment: TestDeployment) => Promise<void>,
): Promise<TestDeployment> {
  const deployment = await createDeployment(harness);
  await fill(deployment);
  const { api, cell } = deployment;
  await cell.raw.query('PRAGMA wal_checkpoint(TRUNCATE)');
  const source = decodeURIComponent(new URL(cell.url).pathname).replace(/^\/+/, '/');
  const folder = await harness.folder();
  const mappings = [];
  for (let number = 2; number <= count; number += 1) {
    const file = join(folder, `cell${number}.sqlite`);
    await copyFile(source, file);
    const uuid = `ce110000-0000-4000-8000-${String(number).padStart(12, '0')}`;
    mappings.push({ uuid, name: `cell${number}`, url: `sqlite:///${file}` });
  }
  await api.addCellMappings(mappings);
  return deployment;
}
