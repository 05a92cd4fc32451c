/**
 * A process that uses the objects, or the migrator, until it is done or gets SIGTERM. It writes
 * `ready` after its first operation, and its ledger in the end.
 *
 * Arguments: the role, and the URL of the API database.
 */
import { randomInt } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import {
  CellbridgeError,
  Deployment,
  InstanceGroup,
  InstanceGroupList,
  InstanceGroupNotFoundError,
  type RequestContext,
} from '@cellbridge/objects';
import { instanceGroupsMigration, runOnlineDataMigrations } from '../../src/index.js';
import { type Ledger, memberOf, nameOf, numbersOf, uuidOf } from './traffic-groups.js';

const failures: string[] = [];
const groups: Record<string, { name: string; members: string[] } | null> = {};
let acknowledged = 0;
let isStopped = false;
process.on('SIGTERM', () => {
  isStopped = true;
});

const [role = '', api = ''] = process.argv.slice(2);
const deployment = await Deployment.open({ api });
const context = deployment.adminContext();
const roles: Record<string, () => Promise<void>> = { read, write, destroy, migrate };
await roles[role]?.();
await deployment.close();
const ledger: Ledger = { failures, acknowledged, groups };
process.stdout.write(`${JSON.stringify(ledger)}\n`);

/** Counts an operation, tries again what may be tried again, and notes what must not happen. */
async function operate(what: string, operation: () => Promise<unknown>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await operation();
      acknowledged += 1;
      break;
    } catch (error) {
      if (CellbridgeError.isInstance(error) && error.isRetryable && attempt < 5) continue;
      failures.push(`${what}: ${error instanceof Error ? error.stack : error}`);
      break;
    }
  }
  if (acknowledged === 1) process.stdout.write('ready\n');
  await setImmediate();
}

/** Groups that nobody destroys are found each time, and are in a list once. */
async function read(): Promise<void> {
  const numbers = [...numbersOf('writer'), ...numbersOf('nobody')];
  const stable = numbers.map(uuidOf);
  for (let round = 1; !isStopped; round += 1) {
    const number = numbers[randomInt(numbers.length)] ?? 0;
    await operate(`read of ${number}`, async () => {
      const { members } = await InstanceGroup.getByUuid(context, uuidOf(number));
      if (!members.includes(memberOf(number))) throw new Error(`It has only ${members}.`);
    });
    await operate(`read by the instance of ${number}`, async () => {
      const { uuid } = await InstanceGroup.getByInstanceUuid(context, memberOf(number));
      if (uuid !== uuidOf(number)) throw new Error(`It found ${uuid}.`);
    });
    if (round % 50 !== 0) continue;
    await operate('list', async () => {
      const uuids = (await InstanceGroupList.getAll(context)).map(({ uuid }) => uuid);
      expectList(uuids, stable);
    });
    await operate('iteration', async () => {
      const uuids: string[] = [];
      for await (const { uuid } of InstanceGroupList.iterate(context, { batchSize: 100 })) {
        uuids.push(uuid);
      }
      expectList(uuids, stable);
    });
  }
}

function expectList(uuids: readonly string[], stable: readonly string[]): void {
  const listed = new Set(uuids);
  if (listed.size < uuids.length) throw new Error('It holds a group twice.');
  const missing = stable.filter((uuid) => !listed.has(uuid));
  if (missing.length > 0) throw new Error(`It misses ${missing.length}, of them ${missing[0]}.`);
}

/** Changes its groups one after the other, over and over; a member of each always stays. */
async function write(): Promise<void> {
  const numbers = numbersOf('writer');
  for (let round = 0; !isStopped; round += 1) {
    const number = numbers[(round * 379) % numbers.length] ?? 0;
    const uuid = uuidOf(number);
    const known = groups[uuid] ?? { name: nameOf(number), members: [memberOf(number)] };
    groups[uuid] = known;
    const member = `added ${round}`;
    const extra = known.members.find((value) => value !== memberOf(number));
    await operate(`addition to ${number}`, async () => {
      const members = await InstanceGroup.addMembers(context, uuid, [member]);
      if (!known.members.every((value) => members.includes(value))) {
        throw new Error(`Of ${known.members} there is only ${members}.`);
      }
      known.members.push(member);
    });
    if (round % 3 === 1 && extra !== undefined) {
      await operate(`removal from ${number}`, async () => {
        await InstanceGroup.removeMembers(context, uuid, [extra]);
        known.members = known.members.filter((value) => value !== extra);
      });
    }
    if (round % 3 === 2) {
      await operate(`renaming of ${number}`, async () => {
        const group = await InstanceGroup.getByUuid(context, uuid);
        group.name = `renamed ${round}`;
        await group.save();
        known.name = group.name;
      });
    }
    if (round % 10 === 9) {
      await operate('creation', async () => {
        const created = await InstanceGroup.create(context, { name: member, members: [member] });
        groups[created.uuid] = { name: member, members: [member] };
      });
    }
  }
}

/** Destroys its groups; none of them is there again, now or later. */
async function destroy(): Promise<void> {
  const destroyed: number[] = [];
  for (const number of numbersOf('destroyer')) {
    if (isStopped) break;
    await operate(`end of ${number}`, async () => {
      const group = await InstanceGroup.getByUuid(context, uuidOf(number));
      await group.destroy();
      groups[group.uuid] = null;
    });
    destroyed.push(number);
    const earlier = destroyed[randomInt(destroyed.length)] ?? number;
    if (groups[uuidOf(earlier)] !== null) continue;
    await operate(`absence of ${earlier}`, () => expectAbsent(context, uuidOf(earlier)));
  }
}

async function expectAbsent(reader: RequestContext, uuid: string): Promise<void> {
  const found = await InstanceGroup.getByUuid(reader, uuid).catch((error: unknown) => {
    if (InstanceGroupNotFoundError.isInstance(error)) return undefined;
    throw error;
  });
  if (found) throw new Error(`It is there again, in ${JSON.stringify(found.location)}.`);
}

async function migrate(): Promise<void> {
  let outcome = 'more';
  while (outcome === 'more' && !isStopped) {
    const options = { batchSize: 10 };
    const report = await runOnlineDataMigrations(deployment, [instanceGroupsMigration], options);
    acknowledged += report.migrations[0]?.done ?? 0;
    outcome = report.outcome;
  }
  if (outcome !== 'complete') failures.push(`The move ended as ${outcome}.`);
}
