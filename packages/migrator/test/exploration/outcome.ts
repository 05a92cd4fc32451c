import { listProgress, listReceipts } from '@cellbridge/db-api';
import { countLiveGroups, listCellReceipts } from '@cellbridge/db-cell';
import { instanceGroupsMigration, verifyDeployment } from '@cellbridge/migrator';
import {
  type Cell,
  type Deployment,
  INSTANCE_GROUPS_MIGRATION,
  InstanceGroup,
  InstanceGroupList,
} from '@cellbridge/objects';
import { findOneSided } from '../../src/evidence/one-sided.js';
import { expectThat } from './act.js';
import { findOrNull } from './find-or-null.js';
import { lookAround } from './newcomers.js';
import type { Records } from './records.js';
import { GROUP, OTHER } from './world.js';

/** Moves what is left. @returns what kept a part of it from being moved. */
export type LastRun = (deployment: Deployment) => Promise<{ readonly error?: unknown }>;

/** More rows than there are. */
const ALL = 1_000;

export const moveTheRest: LastRun = (deployment) =>
  instanceGroupsMigration.run(deployment, { limit: Number.POSITIVE_INFINITY, runId: GROUP });

/** After a last run of the migrator, holds everything against what was acknowledged. */
export async function checkOutcome(records: Records, lastRun: LastRun): Promise<void> {
  const [fault] = records.faults;
  if (fault) throw fault;
  const made = records.made();
  if (made.length > 0) await serviceFinds(records, made);
  await using deployment = await records.run.open();
  const { error } = await lastRun(deployment);
  for (const cell of deployment.cells) {
    const live = await cell.read(countLiveGroups);
    if (live !== 0) throw new Error(`${live} live groups are left in the cell.`);
  }
  const lost = await findLost(deployment);
  if (lost.size === 0 && error) throw error;
  if (lost.size > 0) await checkLoss(deployment, records, lost, error);
  else await checkComplete(deployment);
  await checkGroups(deployment, records, lost);
  await checkVerification(deployment, records, lost);
}

/** Before the last run: what is left to it is found by a service that starts now. */
async function serviceFinds(records: Records, made: readonly string[]): Promise<void> {
  await using deployment = await records.run.open();
  await lookAround(deployment, made);
}

/** The uuids of the groups that only a cell proves. */
async function findLost(deployment: Deployment): Promise<ReadonlySet<string>> {
  const lost = new Set<string>();
  for (const cell of deployment.cells) {
    for await (const page of findOneSided(deployment, cell)) {
      for (const { receipt } of page) lost.add(receipt.groupUuid ?? '');
    }
  }
  return lost;
}

/** What was lost is named, and the cell is not called complete. */
async function checkLoss(
  { api }: Deployment,
  records: Records,
  lost: ReadonlySet<string>,
  error: unknown,
): Promise<void> {
  const uuids = [...lost].join();
  expectThat(records.wasSetBack('api'), `The API database does not know ${uuids}.`);
  const progress = await listProgress(api, INSTANCE_GROUPS_MIGRATION);
  const isCalledComplete = progress.some(({ state }) => state === 'complete');
  expectThat(!isCalledComplete, `A cell is called complete, and ${uuids} are lost.`);
  const message = error instanceof Error ? error.message : '';
  const unnamed = [...lost].filter((uuid) => !message.includes(uuid));
  expectThat(unnamed.length === 0, `The run does not name ${unnamed}: ${message}`);
}

/** Either side proves what has moved, and every cell is called complete. */
async function checkComplete(deployment: Deployment): Promise<void> {
  const progress = await listProgress(deployment.api, INSTANCE_GROUPS_MIGRATION);
  const states = new Map(progress.map(({ cellUuid, state }) => [cellUuid, state]));
  for (const cell of deployment.cells) {
    const state = states.get(cell.uuid);
    expectThat(state === 'complete', `The cell is empty, and called ${state}.`);
    const unproven = await findUnproven(deployment, cell);
    expectThat(unproven.length === 0, `The cell does not prove that ${unproven} have moved.`);
  }
}

/** The uuids of the groups that only the API database proves. */
async function findUnproven({ api }: Deployment, cell: Cell): Promise<string[]> {
  const inCell = await cell.read((reader) =>
    listCellReceipts(reader, { archived: false, limit: ALL }),
  );
  const proven = new Set(inCell.map(({ groupUuid, digest }) => `${groupUuid} ${digest}`));
  const receipts = await listReceipts(api, cell.uuid, { limit: ALL });
  return receipts
    .filter(({ digest }) => digest !== '')
    .filter(({ groupUuid, digest }) => !proven.has(`${groupUuid} ${digest}`))
    .map(({ groupUuid }) => groupUuid);
}

async function checkGroups(
  deployment: Deployment,
  records: Records,
  lost: ReadonlySet<string>,
): Promise<void> {
  const context = deployment.adminContext();
  const group = await findOrNull(() => InstanceGroup.getByUuid(context, GROUP));
  const uuids = (await InstanceGroupList.getAll(context)).map(({ uuid }) => uuid);
  expectThat(new Set(uuids).size === uuids.length, 'A group is listed twice.');
  expectThat(uuids.includes(GROUP) === (group !== null), 'List and look-up differ.');
  const isThere = (uuid: string) => uuids.includes(uuid) || lost.has(uuid);
  expectThat(isThere(OTHER), 'A group that nobody touched is lost.');
  expectThat(isThere(GROUP) || records.mayBeGone, 'The group is lost.');
  for (const { makes, expect } of records.bound()) {
    if (!lost.has(GROUP)) expect?.(group);
    if (makes) expectThat(isThere(makes), `Group ${makes} is lost.`);
  }
}

/** The verification finds what is lost, and nothing else. */
async function checkVerification(
  deployment: Deployment,
  records: Records,
  lost: ReadonlySet<string>,
): Promise<void> {
  const { findings } = await verifyDeployment(deployment);
  const missing = findings.filter(({ kind }) => kind === 'missing');
  const named = new Set(missing.map(({ groupUuid }) => groupUuid ?? ''));
  const unnamed = [...lost].filter((uuid) => !named.has(uuid));
  expectThat(unnamed.length === 0, `The verification does not find that ${unnamed} are lost.`);
  const wrong = findings.filter(
    ({ kind, groupUuid }) =>
      // Under a group that is destroyed an old writer leaves an orphan, and that is what it is called.
      !(kind === 'orphaned' && records.mayBeGone) &&
      !(kind === 'missing' && lost.has(groupUuid ?? '')),
  );
  expectThat(wrong.length === 0, `The sides do not verify: ${JSON.stringify(wrong)}`);
}
