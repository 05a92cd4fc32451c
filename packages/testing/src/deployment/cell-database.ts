import type { RawDatabase, Row } from '../raw/raw-database.js';
import { foldGroups, type GroupContent } from './group-content.js';
import {
  type AddedGroup,
  type GroupPart,
  type GroupSeed,
  groupParts,
  groupRow,
  withUuid,
} from './group-seed.js';
import { insertWithIds } from './insert-with-ids.js';

/** A group to add to a cell database. */
export interface CellGroupSeed extends GroupSeed {
  /** Whether it is soft-deleted already, with its policies and members. */
  readonly deleted?: boolean;
}

/** An instance to add to a cell database. */
export interface InstanceSeed {
  readonly uuid: string;
  readonly host: string | null;
  readonly userId?: string;
  readonly projectId?: string;
  readonly deleted?: boolean;
  /** Only in a cell that Nova made. */
  readonly vmState?: string | null;
  /** Only in a cell that Nova made, Train or later. */
  readonly hidden?: boolean | null;
}

/** The tables of a cell database that hold groups. */
export const CELL_GROUP_TABLES = [
  'instance_groups',
  'instance_group_policy',
  'instance_group_member',
] as const;

/** A cell database over its bare driver, for tests to fill and check. */
export class CellDatabase {
  readonly uuid: string;
  readonly name: string;
  readonly raw: RawDatabase;

  constructor(uuid: string, name: string, raw: RawDatabase) {
    this.uuid = uuid;
    this.name = name;
    this.raw = raw;
  }

  get url(): string {
    return this.raw.url;
  }

  /** Adds groups, and gives their ids and uuids in the same order. */
  async addGroups(seeds: readonly CellGroupSeed[]): Promise<AddedGroup[]> {
    const groups = seeds.map(withUuid);
    const ids = await insertWithIds(this.raw, 'instance_groups', groups, (group, id) => ({
      ...groupRow(group, id),
      ...softDelete(group, id),
    }));
    const { policies, members } = groupParts(groups, ids);
    await insertWithIds(this.raw, 'instance_group_policy', policies, (part, id) => ({
      ...partRow(part, id),
      policy: part.value,
    }));
    await insertWithIds(this.raw, 'instance_group_member', members, (part, id) => ({
      ...partRow(part, id),
      instance_id: part.value,
    }));
    return groups.map(({ uuid }, index) => ({ id: ids[index] ?? 0, uuid }));
  }

  /** Adds instances. */
  async addInstances(seeds: readonly InstanceSeed[]): Promise<void> {
    // Every row has the columns of the first.
    const has = (state: 'vmState' | 'hidden') => seeds.some((seed) => seed[state] !== undefined);
    const states = { vmState: has('vmState'), hidden: has('hidden') };
    await insertWithIds(this.raw, 'instances', seeds, (seed, id) => ({
      ...softDelete(seed, id),
      uuid: seed.uuid,
      host: seed.host,
      user_id: seed.userId ?? 'user',
      project_id: seed.projectId ?? 'project',
      ...(states.vmState && { vm_state: seed.vmState ?? null }),
      ...(states.hidden && { hidden: seed.hidden ?? null }),
    }));
  }

  /** Its live groups, by uuid. */
  async liveGroups(): Promise<GroupContent[]> {
    return foldGroups({
      groups: await this.raw.query('SELECT * FROM instance_groups WHERE deleted = 0'),
      policies: await this.raw.query('SELECT * FROM instance_group_policy WHERE deleted = 0'),
      members: await this.raw.query(
        'SELECT group_id, instance_id AS instance FROM instance_group_member WHERE deleted = 0',
      ),
    });
  }

  /** Every row of a table, live or not, by id. */
  rows(table: (typeof CELL_GROUP_TABLES)[number] | 'instances'): Promise<Row[]> {
    return this.raw.query(`SELECT * FROM ${table} ORDER BY id`);
  }

  /** Every row of every table that holds groups, without the cell receipts. */
  async content(): Promise<Record<(typeof CELL_GROUP_TABLES)[number], Row[]>> {
    const policies = await this.rows('instance_group_policy');
    return {
      instance_groups: await this.rows('instance_groups'),
      instance_group_policy: policies.filter((row) => !isCellReceipt(row)),
      instance_group_member: await this.rows('instance_group_member'),
    };
  }

  /** The rows of `instance_group_policy` that prove that groups have moved from here. */
  async receipts(): Promise<Row[]> {
    return (await this.rows('instance_group_policy')).filter(isCellReceipt);
  }
}

function isCellReceipt({ policy }: Row): boolean {
  return String(policy).startsWith('cellbridge:');
}

function partRow({ seed, groupId, createdAt }: GroupPart<CellGroupSeed>, id: number): Row {
  return { ...softDelete(seed, id), created_at: createdAt, group_id: groupId };
}

function softDelete({ deleted = false }: { readonly deleted?: boolean }, id: number): Row {
  return {
    deleted: deleted ? id : 0,
    deleted_at: deleted ? '2024-05-01 00:00:00.000001' : null,
  };
}
