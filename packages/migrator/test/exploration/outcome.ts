import { listProgress, listReceipts } from '@cellbridge/db-api';
import { countLiveGroups, listCellReceipts } from '@cellbridge/db-cell';
import {
  findOneSided,
  instanceGroupsMigration,
  recoverDeployment,
  verifyDeployment,
} from '@cellbridge/migrator';
import {
  type Cell,
  type Deployment,
  INSTANCE_GROUPS_MIGRATION,
  InstanceGroup,
  InstanceGroupList,
} from '@cellbridge/objects';
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
  const lost = await findLost(deployment);
  if (lost.length > 0) {
    expectThat(records.wasSetBack('api'), `The API database does not know ${lost}.`);
    await checkLoss(deployment, lost, error);
    await recover(deployment, lastRun);
  } else if (error) throw error;
  await checkComplete(deployment);
  await checkGroups(deployment, records);
  const { findings } = await verifyDeployment(deployment);
  // Under a group that is destroyed an old writer leaves an orphan, and that is what it is called.
  const wrong = findings.filter(({ kind }) => kind !== 'orphaned' || !records.mayBeGone);
  expectThat(wrong.length === 0, `The sides do not verify: ${JSON.stringify(wrong)}`);
}

/** Before the last run: what is left to it is found by a service that starts now. */
async function serviceFinds(records: Records, made: readonly string[]): Promise<void> {
  await using deployment = await records.run.open();
  await lookAround(deployment, made);
}

/** The uuids of the groups that only a cell proves. */
async function findLost(deployment: Deployment): Promise<string[]> {
  const lost: string[] = [];
  for (const cell of deployment.cells) {
    for await (const page of findOneSided(deployment, cell)) {
      lost.push(...page.map(({ receipt }) => receipt.groupUuid ?? `row ${receipt.cellGroupId}`));
    }
  }
  return lost;
}

/** What was lost is named by the run and by the verification, and the cell is not called complete. */
async function checkLoss(
  deployment: Deployment,
  lost: readonly string[],
  error: unknown,
): Promise<void> {
  const progress = await listProgress(deployment.api, INSTANCE_GROUPS_MIGRATION);
  const isCalledComplete = progress.some(({ state }) => state === 'complete');
  expectThat(!isCalledComplete, `A cell is called complete, and ${lost} are lost.`);
  const message = error instanceof Error ? error.message : '';
  const isNamed = lost.every((uuid) => message.includes(uuid));
  expectThat(isNamed, `The run does not name what is lost, ${lost}: ${message}`);
  const { findings } = await verifyDeployment(deployment);
  const found = findings.map(({ kind, groupUuid }) => `${kind} ${groupUuid}`);
  const isFound = lost.every((uuid) => found.includes(`missing ${uuid}`));
  expectThat(isFound, `The verification does not find what is lost, ${lost}, but ${found}.`);
}

/** Brings back what was lost, and runs once more. */
async function recover(deployment: Deployment, lastRun: LastRun): Promise<void> {
  const { outcome } = await recoverDeployment(deployment);
  expectThat(outcome === 'complete', `The recovery is ${outcome}.`);
  const { error } = await lastRun(deployment);
  if (error) throw error;
  const lost = await findLost(deployment);
  expectThat(lost.length === 0, `The recovery does not bring back ${lost}.`);
}

/** The cells are empty and called complete, and either side proves what has moved. */
async function checkComplete(deployment: Deployment): Promise<void> {
  const progress = await listProgress(deployment.api, INSTANCE_GROUPS_MIGRATION);
  const states = new Map(progress.map(({ cellUuid, state }) => [cellUuid, state]));
  for (const cell of deployment.cells) {
    const live = await cell.ask(countLiveGroups);
    expectThat(live === 0, `${live} live groups are left in the cell.`);
    const state = states.get(cell.uuid);
    expectThat(state === 'complete', `The cell is empty, and called ${state}.`);
    const unproven = await findUnproven(deployment, cell);
    expectThat(unproven.length === 0, `The cell does not prove that ${unproven} have moved.`);
  }
}

/** The uuids of the groups that only the API database proves. */
async function findUnproven({ api }: Deployment, cell: Cell): Promise<string[]> {
  const inCell = await cell.ask((reader) =>
    listCellReceipts(reader, { archived: false, limit: ALL }),
  );
  const proven = new Set(inCell.map(({ groupUuid, digest }) => `${groupUuid} ${digest}`));
  const receipts = await listReceipts(api, cell.uuid, { limit: ALL });
  return receipts
    .filter(({ digest }) => digest !== '')
    .filter(({ groupUuid, digest }) => !proven.has(`${groupUuid} ${digest}`))
    .map(({ groupUuid }) => groupUuid);
}

async function checkGroups(deployment: Deployment, records: Records): Promise<void> {
  const context = deployment.adminContext();
  const group = await findOrNull(() => InstanceGroup.getByUuid(context, GROUP));
  const uuids = (await InstanceGroupList.getAll(context)).map(({ uuid }) => uuid);
  expectThat(new Set(uuids).size === uuids.length, 'A group is listed twice.');
  expectThat(uuids.includes(GROUP) === (group !== null), 'List and look-up differ.');
  expectThat(uuids.includes(OTHER), 'A group that nobody touched is lost.');
  expectThat(group !== null || records.mayBeGone, 'The group is lost.');
  for (const { makes, expect } of records.bound()) {
    expect?.(group);
    if (makes) expectThat(uuids.includes(makes), `Group ${makes} is lost.`);
  }
}
