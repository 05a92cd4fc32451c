import { type NovaRelease, USUAL_RELEASE } from '../nova/release.js';
import type { RawDatabase, Row } from '../raw/raw-database.js';
import { foldGroups, type GroupContent } from './group-content.js';
import { type AddedGroup, type GroupSeed, groupParts, groupRow, withUuid } from './group-seed.js';
import { insertWithIds } from './insert-with-ids.js';

/** A group to add to the API database. */
export interface ApiGroupSeed extends GroupSeed {
  /** The rules of its policies, as JSON. */
  readonly rules?: string | null;
}

/** A cell mapping to add to the API database. */
export interface CellMappingSeed {
  readonly uuid: string;
  readonly name: string | null;
  readonly url: string | null;
  readonly disabled?: boolean;
}

/** An instance mapping to add to the API database. */
export interface InstanceMappingSeed {
  readonly instanceUuid: string;
  /** Null: the instance is not in a cell yet. */
  readonly cellUuid: string | null;
  readonly projectId?: string;
  readonly userId?: string | null;
  /** Null: as releases before Rocky left it. */
  readonly queuedForDelete?: boolean | null;
}

/** Nova's tables of the API database, and Cellbridge's, with the columns they are ordered by. */
const ORDER = {
  cell_mappings: 'id',
  instance_mappings: 'id',
  instance_groups: 'id',
  instance_group_policy: 'id',
  instance_group_member: 'id',
  cellbridge_receipts: 'group_uuid',
  cellbridge_adopted_members: 'cell_uuid, member_id, group_uuid',
  cellbridge_claims: 'id',
  cellbridge_progress: 'migration, cell_uuid',
  cellbridge_quarantine: 'id',
  cellbridge_wishes: 'cell_uuid, setting',
  cellbridge_migrators: 'id',
};

export type ApiTable = keyof typeof ORDER;

/** An API database over its bare driver, for tests to fill and check. */
export class ApiDatabase {
  readonly raw: RawDatabase;
  readonly #release: NovaRelease;

  constructor(raw: RawDatabase, release: NovaRelease = USUAL_RELEASE) {
    this.raw = raw;
    this.#release = release;
  }

  get url(): string {
    return this.raw.url;
  }

  /** Adds groups, and gives their ids and uuids in the same order. */
  async addGroups(seeds: readonly ApiGroupSeed[]): Promise<AddedGroup[]> {
    const groups = seeds.map(withUuid);
    const ids = await insertWithIds(this.raw, 'instance_groups', groups, groupRow);
    const { policies, members } = groupParts(groups, ids);
    await insertWithIds(this.raw, 'instance_group_policy', policies, (part) => ({
      created_at: part.createdAt,
      group_id: part.groupId,
      policy: part.value,
      ...(this.#release >= 18 && { rules: part.seed.rules ?? null }),
    }));
    await insertWithIds(this.raw, 'instance_group_member', members, (part) => ({
      created_at: part.createdAt,
      group_id: part.groupId,
      instance_uuid: part.value,
    }));
    return groups.map(({ uuid }, index) => ({ id: ids[index] ?? 0, uuid }));
  }

  /** Adds cell mappings. */
  async addCellMappings(seeds: readonly CellMappingSeed[]): Promise<void> {
    await insertWithIds(this.raw, 'cell_mappings', seeds, (seed) => ({
      uuid: seed.uuid,
      name: seed.name,
      transport_url: 'none:///',
      database_connection: seed.url,
      ...(this.#release >= 18 && { disabled: seed.disabled ?? false }),
    }));
  }

  /** Adds instance mappings; the cells must have mappings already. */
  async addInstanceMappings(seeds: readonly InstanceMappingSeed[]): Promise<void> {
    const cells = await this.raw.query('SELECT id, uuid FROM cell_mappings');
    const ids = new Map(cells.map(({ id, uuid }) => [uuid, id]));
    await insertWithIds(this.raw, 'instance_mappings', seeds, (seed) => ({
      instance_uuid: seed.instanceUuid,
      cell_id: ids.get(seed.cellUuid) ?? null,
      project_id: seed.projectId ?? 'project',
      ...(this.#release >= 18 && {
        queued_for_delete: seed.queuedForDelete === undefined ? false : seed.queuedForDelete,
      }),
      ...(this.#release >= 19 && { user_id: seed.userId === undefined ? 'user' : seed.userId }),
    }));
  }

  /** Its groups, by uuid. */
  async groups(): Promise<GroupContent[]> {
    return foldGroups({
      groups: await this.raw.query('SELECT * FROM instance_groups'),
      policies: await this.raw.query('SELECT * FROM instance_group_policy'),
      members: await this.raw.query(
        'SELECT group_id, instance_uuid AS instance FROM instance_group_member',
      ),
    });
  }

  /** Every row of a table, by its key. */
  rows(table: ApiTable): Promise<Row[]> {
    return this.raw.query(`SELECT * FROM ${table} ORDER BY ${ORDER[table]}`);
  }

  /** Every row of tables, by default of all. */
  async content(tables = Object.keys(ORDER) as ApiTable[]): Promise<Record<ApiTable, Row[]>> {
    const entries = await Promise.all(tables.map(async (table) => [table, await this.rows(table)]));
    return Object.fromEntries(entries);
  }
}
