import type { LocatedGroup } from './group-content.js';
import type { InstanceGroupDocument } from './group-document.js';
import type { GroupFields } from './group-fields.js';

/**
 * What Nova notifies of server groups, and removed members; emitted after the write was committed. A move
 * emits nothing.
 */
export interface InstanceGroupEvent {
  /** What was done, as the last part of Nova's `server_group.` events says it. */
  readonly type: 'create' | 'update' | 'delete' | 'add_member' | 'remove_member';
  readonly groupUuid: string;
  /** The group with its new values, as the write left it; with `delete`, as it was until then. */
  readonly group: InstanceGroupDocument;
  /** Who asked: the context's user. */
  readonly userId: string | null;
  /** For whom: the context's project, which need not be the group's. */
  readonly projectId: string | null;
  /** With `update`: the fields that were changed. */
  readonly changed?: readonly (keyof GroupFields)[];
  /** With `add_member`: the instances that were asked for. With `remove_member`: those that were members. */
  readonly instanceUuids?: readonly string[];
}

/** What a context turns into an event. */
export interface Written extends Pick<InstanceGroupEvent, 'type' | 'changed' | 'instanceUuids'> {
  readonly located: LocatedGroup;
}
