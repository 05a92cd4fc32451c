import { randomUUID } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import {
  CellbridgeError,
  Deployment,
  InstanceGroup,
  InstanceGroupExistsError,
  InstanceGroupNotFoundError,
  type RequestContext,
} from '@cellbridge/objects';

/** How a group has to be; null: destroyed. */
export type Expected = { readonly name: string; readonly members: readonly string[] } | null;

/** A service whose database fails: it tries each write again until it is acknowledged. */
export interface OutageWriter {
  /** The groups that it has changed, by uuid, as they were acknowledged. */
  readonly groups: ReadonlyMap<string, Expected>;
  /** The errors that it was to try again after. */
  readonly errors: readonly CellbridgeError[];
  /** Resolves when so many more writes are acknowledged. */
  acknowledged(writes: number): Promise<void>;
  /** Ends it, once what it has begun is acknowledged. */
  finish(): Promise<void>;
}

/** Writers at once, each with groups of its own. */
const LANES = 4;

/** @param groups as they are, by uuid. */
export async function startOutageWriter(
  apiUrl: string,
  initial: ReadonlyMap<string, NonNullable<Expected>>,
): Promise<OutageWriter> {
  const deployment = await Deployment.open({ api: apiUrl });
  const context = deployment.adminContext();
  const groups = new Map<string, Expected>(initial);
  const errors: CellbridgeError[] = [];
  const progress = new EventEmitter();
  let acknowledged = 0;
  let isOver = false;

  /** Tries a write until it is acknowledged; `again`: an earlier attempt may have been carried out. */
  async function write(attempt: (isAgain: boolean) => Promise<void>): Promise<void> {
    for (let isAgain = false; ; isAgain = true) {
      try {
        await attempt(isAgain);
        break;
      } catch (error) {
        if (!CellbridgeError.isInstance(error) || !error.isRetryable) throw error;
        errors.push(error);
      }
    }
    acknowledged += 1;
    progress.emit('write');
  }

  async function work(uuids: readonly string[]): Promise<void> {
    for (let round = 0; !isOver; round += 1) {
      await setImmediate();
      const place = round % uuids.length;
      const uuid = uuids[place] ?? '';
      const known = groups.get(uuid);
      if (!known) continue;
      // Half of the groups stay, so that there is always one to write.
      const changes = place % 2 === 0 ? CHANGES : [...CHANGES, destroy];
      const change = changes[round % changes.length];
      await write(async (isAgain) => {
        const changed = await change?.(context, uuid, known, isAgain);
        if (changed !== undefined) groups.set(uuid, changed);
      });
      if (round % 10 !== 9) continue;
      const created = randomUUID();
      await write((isAgain) => create(context, created, isAgain));
      groups.set(created, { name: 'new', members: [created] });
    }
  }

  const uuids = [...initial.keys()];
  const lanes = Array.from({ length: LANES }, (_, lane) =>
    work(uuids.filter((_uuid, index) => index % LANES === lane)),
  );
  const all = Promise.all(lanes);
  return {
    groups,
    errors,
    async acknowledged(writes) {
      // What breaks the service is said here, and not waited for.
      for (const end = acknowledged + writes; acknowledged < end; ) {
        await Promise.race([once(progress, 'write'), all]);
      }
    },
    async finish() {
      isOver = true;
      await all;
      await deployment.close();
    },
  };
}

/** Changes a group, and returns how it is then. */
type Change = (
  context: RequestContext,
  uuid: string,
  known: NonNullable<Expected>,
  isAgain: boolean,
) => Promise<Expected>;

const add: Change = async (context, uuid, known) => {
  const added = `added to ${known.members.length}`;
  const members = await InstanceGroup.addMembers(context, uuid, [added]);
  if (!known.members.every((member) => members.includes(member))) {
    throw new Error(`Of ${known.members} group ${uuid} has only ${members}.`);
  }
  return { ...known, members: [...new Set([...known.members, added])] };
};

const rename: Change = async (context, uuid, known) => {
  const group = await InstanceGroup.getByUuid(context, uuid);
  group.name = `renamed ${randomUUID()}`;
  await group.save();
  return { ...known, name: group.name };
};

const removeFirst: Change = async (context, uuid, known) => {
  const [first, ...others] = known.members;
  if (first === undefined) return known;
  await InstanceGroup.removeMembers(context, uuid, [first]);
  return { ...known, members: others };
};

const destroy: Change = async (context, uuid, _known, isAgain) => {
  try {
    await (await InstanceGroup.getByUuid(context, uuid)).destroy();
  } catch (error) {
    if (!isAgain || !InstanceGroupNotFoundError.isInstance(error)) throw error;
  }
  return null;
};

const CHANGES = [add, rename, add, removeFirst, add, rename, removeFirst];

async function create(context: RequestContext, uuid: string, isAgain: boolean): Promise<void> {
  try {
    await InstanceGroup.create(context, { uuid, name: 'new', members: [uuid] });
  } catch (error) {
    if (!isAgain || !InstanceGroupExistsError.isInstance(error)) throw error;
  }
}
