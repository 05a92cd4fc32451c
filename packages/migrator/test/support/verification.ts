import { randomUUID } from 'node:crypto';
import { Deployment } from '@cellbridge/objects';
import {
  createDeployment,
  type Harness,
  type RawDatabase,
  type TestDeployment,
} from '@cellbridge/testing';
import { expect } from 'vitest';
import {
  type Finding,
  type FindingKind,
  instanceGroupsMigration,
  runOnlineDataMigrations,
  type VerifyOptions,
  type VerifyReport,
  verifyDeployment,
} from '../../src/index.js';

/** How many of each kind of damage are planted. */
export const N = 5;

export async function verified(
  databases: TestDeployment,
  options: VerifyOptions = {},
): Promise<{ report: VerifyReport }> {
  await using deployment = await Deployment.open({ api: databases.api.url });
  return { report: await verifyDeployment(deployment, options) };
}

export async function move(databases: TestDeployment, batchSize?: number): Promise<void> {
  await using deployment = await Deployment.open({ api: databases.api.url });
  await runOnlineDataMigrations(deployment, [instanceGroupsMigration], { batchSize });
}

/** Two cells with so many groups each, moved. Gives the uuids of the first cell's. */
export async function moved(
  harness: Harness,
  groups: number,
): Promise<{ databases: TestDeployment; uuids: string[] }> {
  const databases = await createDeployment(harness, { cells: 2 });
  const uuids: string[] = [];
  for (const cell of databases.cells) {
    const added = await cell.addGroups(
      Array.from({ length: groups }, () => ({ members: [randomUUID(), randomUUID()] })),
    );
    if (cell === databases.cell) uuids.push(...added.map(({ uuid }) => uuid));
  }
  await move(databases);
  return { databases, uuids };
}

export async function rename(
  raw: RawDatabase,
  uuids: readonly string[],
  column = 'name',
): Promise<void> {
  for (const uuid of uuids) {
    await raw.query(`UPDATE instance_groups SET ${column} = 'damaged' WHERE uuid = ?`, uuid);
  }
}

export function expectUuids(
  findings: readonly Finding[],
  kind: FindingKind,
  uuids: readonly string[],
) {
  const named = findings.filter((finding) => finding.kind === kind);
  expect(named.map(({ groupUuid }) => groupUuid).sort()).toEqual([...uuids].sort());
}
