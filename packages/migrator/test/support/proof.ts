import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { Deployment, InstanceGroup } from '@cellbridge/objects';
import type { Harness, TestDeployment } from '@cellbridge/testing';
import { expect } from 'vitest';
import {
  type CompareOptions,
  compareWithProof,
  type ProofComparison,
  type ProveOptions,
  verifyWithProof,
} from '../../src/index.js';

/** The path of a proof that is not written yet. */
export async function newProof(harness: Harness): Promise<string> {
  return join(await harness.folder(), `${randomUUID()}.proof`);
}

/** Verifies a deployment. Gives the path of the proof. */
export async function proved(
  harness: Harness,
  databases: TestDeployment,
  options: ProveOptions = {},
): Promise<string> {
  const file = await newProof(harness);
  await using deployment = await Deployment.open({ api: databases.api.url });
  await verifyWithProof(deployment, file, options);
  return file;
}

/** Compares a deployment with a proof. */
export async function compared(
  databases: TestDeployment,
  file: string,
  options: CompareOptions = {},
): Promise<ProofComparison> {
  await using deployment = await Deployment.open({ api: databases.api.url });
  return await compareWithProof(deployment, file, options);
}

/** Changes a group through the objects. */
export async function change(
  databases: TestDeployment,
  uuid: string,
  edit: (group: InstanceGroup) => unknown,
): Promise<void> {
  await using deployment = await Deployment.open({ api: databases.api.url });
  const group = await InstanceGroup.getByUuid(deployment.adminContext(), uuid);
  edit(group);
  await group.save();
}

export async function destroy(databases: TestDeployment, uuid: string): Promise<void> {
  await using deployment = await Deployment.open({ api: databases.api.url });
  await (await InstanceGroup.getByUuid(deployment.adminContext(), uuid)).destroy();
}

/** The lines of a proof. */
export function linesOf(text: string): Record<string, unknown>[] {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

/** That a comparison names these groups, each with its fate, and no others. */
export function expectFates({ groups }: ProofComparison, expected: Record<string, string[]>): void {
  const fates = Object.entries(expected).flatMap(([fate, uuids]) =>
    uuids.map((uuid) => [uuid, fate]),
  );
  const named = groups.map(({ groupUuid, fate }) => [groupUuid, fate]);
  expect(Object.fromEntries(named)).toEqual(Object.fromEntries(fates));
}
