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

/** Deletes groups from the API database, with all their rows there but their receipts. */
export async function deleteFromApi(raw: RawDatabase, uuids: readonly string[]): Promise<void> {
  for (const uuid of uuids) {
    for (const table of ['instance_group_member', 'instance_group_policy']) {
      await raw.query(
        `DELETE FROM ${table} WHERE group_id = (SELECT id FROM instance_groups WHERE uuid = ?)`,
        uuid,
      );
    }
    await raw.query('DELETE FROM instance_groups WHERE uuid = ?', uuid);
  }
}

export async function deleteReceipts(raw: RawDatabase, uuids: readonly string[]): Promise<void> {
  for (const uuid of uuids) {
    await raw.query('DELETE FROM cellbridge_receipts WHERE group_uuid = ?', uuid);
  }
}

/** Changes a column of one row of each group: its own, or its first policy's or member's. */
export async function alter(
  raw: RawDatabase,
  uuids: readonly string[],
  [table, column]: readonly [table: string, column: string],
  value: string | null,
): Promise<void> {
  const row =
    table === 'instance_groups'
      ? 'uuid = ?'
      : `id = (SELECT first_id FROM (SELECT min(id) AS first_id FROM ${table} WHERE group_id =
          (SELECT id FROM instance_groups WHERE uuid = ?)) AS own)`;
  for (const uuid of uuids) {
    await raw.query(`UPDATE ${table} SET ${column} = ? WHERE ${row}`, value, uuid);
  }
}

/** The details of each finding of a kind. */
export function detailsOf({ findings }: VerifyReport, kind: FindingKind): string[] {
  return findings.filter((finding) => finding.kind === kind).map(({ details }) => details);
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

/** That a report names these groups, and finds nothing else. */
export function expectFound(
  report: VerifyReport,
  kind: FindingKind,
  uuids: readonly string[],
  others: Partial<Record<FindingKind, number>> = {},
): void {
  expect(report.outcome).toBe('findings');
  expectUuids(report.findings, kind, uuids);
  const found = Object.entries(report.counts).filter(([, count]) => count > 0);
  const planted = { [kind]: uuids.length, ...others };
  expect(Object.fromEntries(found)).toEqual(planted);
  console.info(`planted, found and named: ${JSON.stringify(planted)}`);
}

export function expectUuids(
  findings: readonly Finding[],
  kind: FindingKind,
  uuids: readonly string[],
) {
  const named = findings.filter((finding) => finding.kind === kind);
  expect(named.map(({ groupUuid }) => groupUuid).sort()).toEqual([...uuids].sort());
}
