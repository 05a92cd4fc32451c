/** What Nova notifies of server groups; emitted after the write was committed. A move emits nothing. */
export interface InstanceGroupEvent {
  /** What was done, as the last part of Nova's `server_group.` events says it. */
  readonly type: 'create' | 'update' | 'delete' | 'add_member';
  readonly groupUuid: string;
  /** Who asked: the context's user. */
  readonly userId: string | null;
  /** For whom: the context's project, which need not be the group's. */
  readonly projectId: string | null;
  /** With `update`: the fields that changed. */
  readonly changed?: readonly string[];
  /** With `add_member`: the instances that were asked for. */
  readonly instanceUuids?: readonly string[];
}
