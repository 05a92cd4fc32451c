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
import { addMembers, destroyGroup, removeMembers, saveGroup } from './mutations.js';
import { removeInstances } from './remove-instances.js';
import type { RequestContext } from './request-context.js';

/** Which members a question is not about. */
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

  /** @internal Groups are made by `create` and found by `getBy…`. */
  constructor(context: RequestContext, located: LocatedGroup) {
    this.#context = context;
    this.#located = located;
    this.#show(located);
  }

  /** The id of the group's row: the API database's, or the cell's before the move. */
  get id(): number {
    return this.#located.group.id;
  }

  /** The group's name in every database, spelled as it is stored. It never changes. */
  get uuid(): string {
    return this.#located.group.uuid;
  }

  /** ISO 8601 in UTC with six decimals; `null` where its row has none. */
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
   * Finds a group by its uuid as it is listed, in any database. What Nova's `is_uuid_like` accepts is a
   * uuid: one that is not lower case with hyphens finds a group of another spelling, too.
   *
   * @throws InstanceGroupNotFoundError if there is none, or it is another project's.
   * @throws CellUnavailableError if it could be in a cell that cannot be reached.
   */
  static async getByUuid(context: RequestContext, uuid: string): Promise<InstanceGroup> {
    const name = checkUuidLike(uuid);
    return await get(context, lookupOfUuid(name), name);
  }

  /**
   * Finds a group by its name. Where several bear it: one of the API database, if any; of these the
   * oldest.
   *
   * @throws InstanceGroupNotFoundError · CellUnavailableError, as {@link InstanceGroup.getByUuid}.
   */
  static async getByName(context: RequestContext, name: string): Promise<InstanceGroup> {
    return await get(context, byNameLookup, checkText(name, 'name'));
  }

  /**
   * Lists the uuids of all groups that bear a name, each once, sorted. A cell that cannot be reached is
   * passed over.
   */
  static async listUuidsByName(context: RequestContext, name: string): Promise<string[]> {
    return await listUuidsOfName(context, checkText(name, 'name'));
  }

  /**
   * Finds the group that an instance is a member of. Where it is in several: one of the API
   * database, if any; of these the oldest.
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
   * Finds a group by Nova's scheduler hint `group`: by uuid where the hint has the form of one, else
   * by name.
   *
   * @throws InstanceGroupNotFoundError · CellUnavailableError, as {@link InstanceGroup.getByUuid}.
   */
  static async getByHint(context: RequestContext, uuidOrName: string): Promise<InstanceGroup> {
    return isUuidLike(uuidOrName)
      ? await get(context, lookupOfUuid(uuidOrName), uuidOrName)
      : await get(context, byNameLookup, checkText(uuidOrName, 'name'));
  }

  /**
   * Adds members; one that is there already changes nothing.
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
    const name = checkUuidLike(groupUuid);
    const { value: group, location } = await changeNamedGroup(context, name, addMembers(added));
    context.emit({ type: 'add_member', located: { group, location }, instanceUuids: added });
    return group.members;
  }

  /**
   * Removes members; one that is not there is passed over.
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
    const change = removeMembers(asked, { read: context.isHeard });
    const { value, location } = await changeNamedGroup(context, checkUuidLike(groupUuid), change);
    const { group, removed } = value;
    if (!group || removed.length === 0) return;
    context.emit({ type: 'remove_member', located: { group, location }, instanceUuids: removed });
  }

  /**
   * Removes instances from every group that the context sees: what deleting instances asks for.
   *
   * @returns how many memberships there were: one for each group and instance.
   * @throws CellUnavailableError if a cell that may hold such a group cannot be reached.
   */
  static async destroyMembersBulk(
    context: RequestContext,
    instanceUuids: readonly string[],
  ): Promise<number> {
    return await removeInstances(checkContext(context), checkTexts(instanceUuids, 'instance uuid'));
  }

  /**
   * Writes the fields that were changed since the group was read. `policies` become exactly what this
   * object holds; of `members` the difference is written, so that members whom others have added or
   * removed meanwhile stay so, and this object shows them afterwards. Without a change it does nothing.
   *
   * @throws InstanceGroupNotFoundError if it was destroyed since. · CellUnavailableError
   * @throws InvalidInputError if a context that is not admin would give the group away.
   */
  async save(): Promise<void> {
    const fields = checkFields(this.#context, this);
    const before = this.#located.group;
    const changed = changedFields(copyFields(before), fields);
    if (changed.length === 0) return;
    const members = memberChanges(before.members, fields.members);
    const change = saveGroup(this.uuid, { fields, changed: new Set(changed), members });
    const { value: group, location } = await changeGroup(this.#context, this.uuid, change);
    const located = { group, location };
    this.#show(located);
    this.#context.emit({ type: 'update', located, changed });
  }

  /**
   * Reads the group anew; what was changed and not saved is lost.
   *
   * @throws InstanceGroupNotFoundError if it was destroyed since. · CellUnavailableError
   */
  async refresh(): Promise<void> {
    this.#show(await locate(this.#context, byUuidLookup, this.uuid));
  }

  /**
   * Destroys the group with its policies and members.
   *
   * @throws InstanceGroupNotFoundError if it was destroyed already. · CellUnavailableError
   */
  async destroy(): Promise<void> {
    const change = destroyGroup(this.uuid, { read: this.#context.isHeard });
    const { value: group, location } = await changeGroup(this.#context, this.uuid, change);
    if (group) this.#context.emit({ type: 'delete', located: { group, location } });
  }

  /**
   * The hosts of the members' live instances, each once, less those of the members in `exclude` (Nova's
   * `get_hosts`). An instance is live that is not deleted, not soft-deleted (`vm_state`) and not hidden.
   *
   * @throws CellUnavailableError
   */
  async getHosts(options: ExcludeOptions = {}): Promise<string[]> {
    return await findHostsOfInstances(this.#context.deployment, this.#membersBut(options));
  }

  /**
   * How many of the members' live instances are on each host, those of the members in `exclude` left
   * out: what `max_server_per_host` is held against. A host without any is not in it.
   *
   * @throws CellUnavailableError
   */
  async getHostCounts(options: ExcludeOptions = {}): Promise<Map<string, number>> {
    return await countInstancesByHost(this.#context.deployment, this.#membersBut(options));
  }

  /**
   * Those of the members whose instances exist, in their order: live in their cell, or mapped and not
   * scheduled to one yet. These are what Nova's API shows.
   *
   * @throws CellUnavailableError
   */
  async getExistingMembers(): Promise<string[]> {
    const existing = await findExistingInstances(this.#context.deployment, this.members);
    return this.members.filter((member) => existing.has(member));
  }

  /**
   * Counts the members whose instances belong to a user, as Nova's quota of `server_group_members` does:
   * by their instance mappings, and where these do not say it yet, as live instances and build requests.
   *
   * @throws CellUnavailableError
   */
  async countMembersByUser(userId: string): Promise<number> {
    checkText(userId, 'user id');
    return await countInstancesOfUser(this.#context.deployment, this.members, userId);
  }

  /** The group as a document: members and policies sorted, time stamps as ISO 8601. */
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

// Here, for a bundler renames a class that names itself.
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
