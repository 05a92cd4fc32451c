/** Members that would move although their instance is gone. */
import { findCellsOfInstances } from '@cellbridge/db-api';
import { findUndeletedInstances, type MovedContent } from '@cellbridge/db-cell';
import { type Cell, CellbridgeError, type Deployment, instancesByCell } from '@cellbridge/objects';

/** How many dangling members a plan lists for each cell; it counts them all. */
export const MAX_PLANNED_DANGLING = 10_000;

/** A member whose instance is gone. */
export interface DanglingMember {
  readonly groupUuid: string;
  readonly instanceUuid: string;
}

/** The dangling members of the groups of a cell that would move. */
export interface DanglingMembers {
  /** How many members would move although their instance is gone; each instance counts once for a group. */
  readonly dangling: number;
  /** The first of them, 10,000 at most ({@link MAX_PLANNED_DANGLING}). */
  readonly danglingMembers: readonly DanglingMember[];
  /** Why instances could not be looked for; the members after that are not counted. `null` if all were. */
  readonly danglingUnchecked: string | null;
}

/**
 * Collects the dangling members of a cell, page by page. The first error ends the search, not the plan: whoever moves
 * groups may lack the right to read instances.
 */
export class DanglingSearch {
  readonly #deployment: Deployment;
  readonly #cell: Cell;
  readonly #members: DanglingMember[] = [];
  #count = 0;
  #uncheckedReason: string | null = null;

  constructor(deployment: Deployment, cell: Cell) {
    this.#deployment = deployment;
    this.#cell = cell;
  }

  get found(): DanglingMembers {
    return {
      dangling: this.#count,
      danglingMembers: this.#members,
      danglingUnchecked: this.#uncheckedReason,
    };
  }

  /** Looks for the instances of groups. */
  async lookAt(groups: readonly MovedContent[]): Promise<void> {
    if (this.#uncheckedReason !== null) return;
    const members = groups.flatMap(membersOf);
    try {
      const uuids = new Set(members.map(({ instanceUuid }) => instanceUuid));
      const gone = await findGone(this.#deployment, this.#cell, [...uuids]);
      const dangling = members.filter(({ instanceUuid }) => gone.has(instanceUuid));
      this.#count += dangling.length;
      this.#members.push(...dangling.slice(0, MAX_PLANNED_DANGLING - this.#members.length));
    } catch (error) {
      if (!CellbridgeError.isInstance(error)) throw error;
      this.#uncheckedReason = error.message;
    }
  }
}

/** The members of a group as they move: each instance once. */
function membersOf({ uuid, members }: MovedContent): DanglingMember[] {
  const instanceUuids = new Set(members.flatMap(({ value }) => value ?? []));
  return [...instanceUuids].map((instanceUuid) => ({ groupUuid: uuid, instanceUuid }));
}

/**
 * Finds the instances that are deleted, or in no database at all. Not gone is one that its user can still restore
 * (`soft-delete`), that a resize hides, or that is mapped and not in a cell yet.
 */
async function findGone(
  deployment: Deployment,
  cell: Cell,
  instanceUuids: readonly string[],
): Promise<ReadonlySet<string>> {
  const gone = new Set(instanceUuids);
  const lookIn = async (asked: Cell, uuids: readonly string[]) => {
    if (uuids.length === 0) return;
    const found = await asked.snapshot((reader) => findUndeletedInstances(reader, uuids));
    for (const uuid of found) gone.delete(uuid);
  };
  // Most are here. The others are looked for here once more: they may come in before their mapping is read.
  await lookIn(cell, instanceUuids);
  if (gone.size === 0) return gone;
  const cellOf = await findCellsOfInstances(deployment.api, [...gone]);
  for (const [uuid, cellUuid] of cellOf) if (cellUuid === null) gone.delete(uuid);
  const { cells } = deployment;
  const byCell = instancesByCell([...gone], cellOf, cells);
  for (const each of cells) await lookIn(each, byCell.get(each.uuid) ?? []);
  return gone;
}
