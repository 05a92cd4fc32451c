import type { LocatedGroup } from './group-content.js';
import type { InstanceGroupDocument } from './group-document.js';
import type { GroupFields } from './group-fields.js';

/**
 * The events that Nova sends about server groups, and removed members; emitted after the commit of the write. A
 * move emits nothing.
 */
export interface InstanceGroupEvent {
  /** The last part of Nova's `server_group.` event. */
  readonly type: 'create' | 'update' | 'delete' | 'add_member' | 'remove_member';
  readonly groupUuid: string;
  /** The group after the write; with `delete`, as it was before. */
  readonly group: InstanceGroupDocument;
  /** The context's user. */
  readonly userId: string | null;
  /** The context's project, which need not be the group's. */
  readonly projectId: string | null;
  /** With `update`: the fields that were changed. */
  readonly changed?: readonly (keyof GroupFields)[];
  /** With `add_member`: the requested instances. With `remove_member`: those that were members. */
  readonly instanceUuids?: readonly string[];
}

/** The parts of an event to which a context adds the rest. */
export interface Written extends Pick<InstanceGroupEvent, 'type' | 'changed' | 'instanceUuids'> {
  readonly located: LocatedGroup;
}
