import { type InspectOptions, inspect } from 'node:util';
import { isUuidLike, toIso } from '@cellbridge/db-api';
import { changeGroup, changeNamedGroup } from './change-group.js';
import { checkContext } from './check-context.js';
import { type CreateOptions, createGroup } from './create-group.js';
import { InstanceGroupNotFoundError } from './errors/instance-group-not-found-error.js';
import {
  byInstanceLookup,
  byNameLookup,
  byUuidLookup,
  findGroup,
  type Lookup,
  lookupOfUuid,
} from './find-group.js';
import type { LocatedGroup, Location } from './group-content.js';
import { type InstanceGroupDocument, toDocument } from './group-document.js';
import {
  changedFields,
  checkFields,
  copyFields,
  type GroupFields,
  memberChanges,
} from './group-fields.js';
import { checkOptions, checkText, checkTexts, checkUuidLike } from './input.js';
import {
  countInstancesByHost,
  countInstancesOfUser,
  findExistingInstances,
  findHostsOfInstances,
} from './instances.js';
import { listUuidsOfName } from './list-uuids-of-name.js';
import { changeToAdd, changeToDestroy, changeToRemove, changeToSave } from './mutations.js';
import { removeInstances } from './remove-instances.js';
import type { RequestContext } from './request-context.js';

/** The members to leave out. */
export interface ExcludeOptions {
  /** Instance uuids; default: none. */
  readonly exclude?: readonly string[];
}

/**
 * A group of instances that must run together, or apart (Nova's `InstanceGroup`).
 *
 * It is read and written where it lives: in the API database, or, before the move, in its cell.
 *
 * @example
 * const group = await InstanceGroup.create(context, { name: 'web', policy: 'anti-affinity' });
 * await InstanceGroup.addMembers(context, group.uuid, [instanceUuid]);
 */
export class InstanceGroup implements GroupFields {
  name!: string | null;
  userId!: string | null;
  projectId!: string | null;
  policies!: string[];
  rules!: Record<string, number>;
  members!: string[];
  readonly #context: RequestContext;
  #located: LocatedGroup;

  /** @internal Use `create` and `getBy…` instead. */
  constructor(context: RequestContext, located: LocatedGroup) {
    this.#context = context;
    this.#located = located;
    this.#show(located);
  }

  /** The id of the group's row: in the API database, or in the cell before the move. */
  get id(): number {
    return this.#located.group.id;
  }

  /** The identity of the group in every database, spelled as stored. It never changes. */
  get uuid(): string {
    return this.#located.group.uuid;
  }

  /** ISO 8601 in UTC with six decimals; `null` if its row has none. */
  get createdAt(): string | null {
    return toIso(this.#located.group.createdAt);
  }

  /** ISO 8601 in UTC with six decimals; `null` until the first change. */
  get updatedAt(): string | null {
    return toIso(this.#located.group.updatedAt);
  }

  /** Where the group was when it was read. */
  get location(): Location {
    return this.#located.location;
  }

  /** The first of `policies`. */
  get policy(): string | null {
    return this.policies[0] ?? null;
  }

  /**
   * Creates a group in the API database.
   *
   * @throws InstanceGroupExistsError if the uuid is taken, in the API database or in a cell.
   * @throws CellUnavailableError if a uuid is given and a cell cannot be asked for it.
   */
  static async create(
    context: RequestContext,
    options: CreateOptions = {},
  ): Promise<InstanceGroup> {
    const located = await createGroup(checkContext(context), options);
    context.emit({ type: 'create', located });
    return groupOf(context, located);
  }

  /**
   * Finds a group by its uuid as listed, in any database. Accepts every uuid that Nova's `is_uuid_like`
   * accepts: one that is not in lower case with hyphens also finds a group with another spelling.
   *
   * @throws InstanceGroupNotFoundError if there is none, or it is another project's.
   * @throws CellUnavailableError if it could be in a cell that cannot be reached.
   */
  static async getByUuid(context: RequestContext, uuid: string): Promise<InstanceGroup> {
    checkUuidLike(uuid);
    return await get(context, lookupOfUuid(uuid), uuid);
  }

  /**
   * Finds a group by its name. If several have it: one in the API database, if any; of these the oldest.
   *
   * @throws InstanceGroupNotFoundError · CellUnavailableError, as {@link InstanceGroup.getByUuid}.
   */
  static async getByName(context: RequestContext, name: string): Promise<InstanceGroup> {
    return await get(context, byNameLookup, checkText(name, 'name'));
  }

  /** Lists the uuids of all groups with a name, each once, sorted. Skips a cell that cannot be reached. */
  static async listUuidsByName(context: RequestContext, name: string): Promise<string[]> {
    return await listUuidsOfName(context, checkText(name, 'name'));
  }

  /**
   * Finds the group that an instance is a member of. If it is in several: one in the API database, if any; of
   * these the oldest.
   *
   * @throws InstanceGroupNotFoundError · CellUnavailableError, as {@link InstanceGroup.getByUuid}.
   */
  static async getByInstanceUuid(
    context: RequestContext,
    instanceUuid: string,
  ): Promise<InstanceGroup> {
    return await get(context, byInstanceLookup, checkText(instanceUuid, 'instance uuid'));
  }

  /**
   * Finds a group by Nova's scheduler hint `group`: by uuid if the hint has the form of one, else by name.
   *
   * @throws InstanceGroupNotFoundError · CellUnavailableError, as {@link InstanceGroup.getByUuid}.
   */
  static async getByHint(context: RequestContext, uuidOrName: string): Promise<InstanceGroup> {
    return isUuidLike(uuidOrName)
      ? await get(context, lookupOfUuid(uuidOrName), uuidOrName)
      : await get(context, byNameLookup, checkText(uuidOrName, 'name'));
  }

  /**
   * Adds members; existing ones stay unchanged.
   *
   * @returns all members afterwards, each once.
   * @throws InstanceGroupNotFoundError · CellUnavailableError
   */
  static async addMembers(
    context: RequestContext,
    groupUuid: string,
    instanceUuids: readonly string[],
  ): Promise<string[]> {
    checkContext(context);
    const added = checkTexts(instanceUuids, 'member');
    const change = changeToAdd(added);
    const changed = await changeNamedGroup(context, checkUuidLike(groupUuid), change);
    const { value: group, location } = changed;
    context.emit({ type: 'add_member', located: { group, location }, instanceUuids: added });
    return group.members;
  }

  /**
   * Removes members; skips missing ones.
   *
   * @throws InstanceGroupNotFoundError · CellUnavailableError
   */
  static async removeMembers(
    context: RequestContext,
    groupUuid: string,
    instanceUuids: readonly string[],
  ): Promise<void> {
    checkContext(context);
    const asked = checkTexts(instanceUuids, 'member');
    const change = changeToRemove(asked, { read: context.isHeard });
    const { value, location } = await changeNamedGroup(context, checkUuidLike(groupUuid), change);
    const { group, removed } = value;
    if (!group || removed.length === 0) return;
    context.emit({ type: 'remove_member', located: { group, location }, instanceUuids: removed });
  }

  /**
   * Removes instances from every group that the context sees: call it when instances are deleted.
   *
   * @returns how many memberships were removed: one for each group and instance.
   * @throws CellUnavailableError if a cell that may hold such a group cannot be reached.
   */
  static async destroyMembersBulk(
    context: RequestContext,
    instanceUuids: readonly string[],
  ): Promise<number> {
    return await removeInstances(checkContext(context), checkTexts(instanceUuids, 'instance uuid'));
  }

  /**
   * Writes the fields that were changed since the group was read. Sets `policies` to exactly those of this
   * object. Of `members` it writes the difference: changes by others in the meantime stay, and this object
   * shows them afterwards. Does nothing without a change.
   *
   * @throws InstanceGroupNotFoundError if it was destroyed since. · CellUnavailableError
   * @throws InvalidInputError if a non-admin context would give the group away.
   */
  async save(): Promise<void> {
    const fields = checkFields(this.#context, this);
    const before = this.#located.group;
    const changed = changedFields(copyFields(before), fields);
    if (changed.length === 0) return;
    const members = memberChanges(before.members, fields.members);
    const change = changeToSave(this.uuid, { fields, changed: new Set(changed), members });
    const { value: group, location } = await changeGroup(this.#context, this.uuid, change);
    const located = { group, location };
    this.#show(located);
    this.#context.emit({ type: 'update', located, changed });
  }

  /**
   * Reads the group again; unsaved changes are lost.
   *
   * @throws InstanceGroupNotFoundError if it was destroyed since. · CellUnavailableError
   */
  async refresh(): Promise<void> {
    this.#show(await locate(this.#context, byUuidLookup, this.uuid));
  }

  /**
   * Destroys the group with its policies and members.
   *
   * @throws InstanceGroupNotFoundError if it was already destroyed. · CellUnavailableError
   */
  async destroy(): Promise<void> {
    const change = changeToDestroy(this.uuid, { read: this.#context.isHeard });
    const { value: group, location } = await changeGroup(this.#context, this.uuid, change);
    if (group) this.#context.emit({ type: 'delete', located: { group, location } });
  }

  /**
   * Returns the hosts of the members' live instances, each once, without those of the members in `exclude`
   * (Nova's `get_hosts`). A live instance is not deleted, not soft-deleted (`vm_state`) and not hidden.
   *
   * @throws CellUnavailableError
   */
  async getHosts(options: ExcludeOptions = {}): Promise<string[]> {
    return await findHostsOfInstances(this.#context.deployment, this.#membersBut(options));
  }

  /**
   * Counts the members' live instances on each host, without those of the members in `exclude`: the numbers to
   * compare with `max_server_per_host`. Leaves out a host without any.
   *
   * @throws CellUnavailableError
   */
  async getHostCounts(options: ExcludeOptions = {}): Promise<Map<string, number>> {
    return await countInstancesByHost(this.#context.deployment, this.#membersBut(options));
  }

  /**
   * Returns the members whose instances exist, in their order: live in their cell, or mapped but not scheduled
   * to one yet. Nova's API shows these.
   *
   * @throws CellUnavailableError
   */
  async getExistingMembers(): Promise<string[]> {
    const existing = await findExistingInstances(this.#context.deployment, this.members);
    return this.members.filter((member) => existing.has(member));
  }

  /**
   * Counts the members whose instances belong to a user, like Nova's quota of `server_group_members`: by their
   * instance mappings, and if these do not tell yet, as live instances and build requests.
   *
   * @throws CellUnavailableError
   */
  async countMembersByUser(userId: string): Promise<number> {
    checkText(userId, 'user id');
    return await countInstancesOfUser(this.#context.deployment, this.members, userId);
  }

  /** Returns the group as a document: members and policies sorted, timestamps as ISO 8601. */
  toJSON(): InstanceGroupDocument {
    const { group, location } = this.#located;
    return toDocument({ group: { ...group, ...copyFields(this) }, location });
  }

  /** @internal What `console.log` shows. */
  [inspect.custom](depth: number, options: InspectOptions): string {
    if (depth < 0) return '[InstanceGroup]';
    return `InstanceGroup ${inspect({ id: this.id, ...this.toJSON() }, { ...options, depth })}`;
  }

  #membersBut(options: ExcludeOptions): string[] {
    const { exclude = [] } = checkOptions(options);
    const what = 'of the option exclude';
    const excluded = new Set(
      checkTexts(exclude, `instance uuid ${what}`, `instance uuids ${what}`),
    );
    return this.members.filter((member) => !excluded.has(member));
  }

  #show(located: LocatedGroup): void {
    this.#located = located;
    Object.assign(this, copyFields(located.group));
  }
}

/** A bundler renames a class that its own body names: so `create` does not. */
function groupOf(context: RequestContext, located: LocatedGroup): InstanceGroup {
  return new InstanceGroup(context, located);
}

async function get(context: RequestContext, lookup: Lookup, key: string): Promise<InstanceGroup> {
  return groupOf(context, await locate(checkContext(context), lookup, key));
}

async function locate(context: RequestContext, lookup: Lookup, key: string): Promise<LocatedGroup> {
  const found = await findGroup(context, lookup, key);
  if (!found) throw new InstanceGroupNotFoundError(key);
  return found;
}
