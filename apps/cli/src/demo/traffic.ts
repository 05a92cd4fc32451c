import { randomInt, randomUUID } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import {
  InstanceGroup,
  InstanceGroupList,
  InstanceGroupNotFoundError,
  type RequestContext,
} from '@cellbridge/objects';

/** The acknowledged writes, to be checked afterwards. */
export interface Ledger {
  /** Members that were added, by group. */
  readonly added: Map<string, Set<string>>;
  readonly renamed: Map<string, string>;
  /** Groups that are about to be destroyed, or were. */
  readonly doomed: Set<string>;
  readonly destroyed: Set<string>;
  readonly created: Set<string>;
  reads: number;
  writes: number;
  lists: number;
  /** What went wrong, a sentence each. */
  readonly faults: string[];
}

/** A service at work while the groups move: readers, writers, a destroyer and a lister. */
export async function runTraffic(
  context: RequestContext,
  groupUuids: readonly string[],
  isOver: () => boolean,
): Promise<Ledger> {
  const ledger: Ledger = {
    added: new Map(),
    renamed: new Map(),
    doomed: new Set(),
    destroyed: new Set(),
    created: new Set(),
    reads: 0,
    writes: 0,
    lists: 0,
    faults: [],
  };
  const pick = () => groupUuids[randomInt(groupUuids.length)] ?? '';
  const actors = [reader, reader, adder, renamer, destroyer, creator, lister];
  await Promise.all(
    actors.map(async (act) => {
      do {
        await act(context, pick(), ledger);
        await setImmediate();
      } while (!isOver());
    }),
  );
  return ledger;
}

type Actor = (context: RequestContext, uuid: string, ledger: Ledger) => Promise<void>;

/** A group that was not destroyed has to be found. */
async function expectThere(ledger: Ledger, uuid: string, call: () => Promise<void>): Promise<void> {
  try {
    await call();
  } catch (error) {
    if (!(error instanceof InstanceGroupNotFoundError)) throw error;
    if (!ledger.doomed.has(uuid)) ledger.faults.push(`Group ${uuid} was not found.`);
  }
}

const reader: Actor = async (context, uuid, ledger) => {
  const wasDestroyed = ledger.destroyed.has(uuid);
  await expectThere(ledger, uuid, async () => {
    await InstanceGroup.getByUuid(context, uuid);
    if (wasDestroyed) ledger.faults.push(`Group ${uuid} came back.`);
  });
  ledger.reads += 1;
};

const adder: Actor = async (context, uuid, ledger) => {
  const member = randomUUID();
  await expectThere(ledger, uuid, async () => {
    await InstanceGroup.addMembers(context, uuid, [member]);
    const members = ledger.added.get(uuid) ?? new Set();
    ledger.added.set(uuid, members.add(member));
    ledger.writes += 1;
  });
};

const renamer: Actor = async (context, uuid, ledger) => {
  await expectThere(ledger, uuid, async () => {
    const group = await InstanceGroup.getByUuid(context, uuid);
    group.name = `renamed ${randomUUID()}`;
    await group.save();
    ledger.renamed.set(uuid, group.name);
    ledger.writes += 1;
  });
};

const destroyer: Actor = async (context, uuid, ledger) => {
  if (randomInt(4) > 0) return;
  ledger.doomed.add(uuid);
  await expectThere(ledger, uuid, async () => {
    const group = await InstanceGroup.getByUuid(context, uuid);
    await group.destroy();
    ledger.destroyed.add(uuid);
    ledger.writes += 1;
  });
};

const creator: Actor = async (context, _uuid, ledger) => {
  const group = await InstanceGroup.create(context, { name: 'new', policy: 'affinity' });
  ledger.created.add(group.uuid);
  ledger.writes += 1;
};

const lister: Actor = async (context, uuid, ledger) => {
  const groups = await InstanceGroupList.getAll(context, { limit: 50, marker: uuid });
  if (new Set(groups.map((group) => group.uuid)).size < groups.length) {
    ledger.faults.push('A list held a group twice.');
  }
  ledger.lists += 1;
};
