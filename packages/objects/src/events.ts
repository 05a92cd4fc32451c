/** What Nova notifies of server groups; emitted after the write was committed. A move emits nothing. */
export interface InstanceGroupEvent {
  readonly type: 'create' | 'update' | 'delete' | 'add_member';
  readonly groupUuid: string;
  /** Who asked: the context's user and project. */
  readonly userId: string | null;
  readonly projectId: string | null;
  /** With `update`: the fields that changed. */
  readonly changed?: readonly string[];
  /** With `add_member`: the instances that were asked for. */
  readonly instanceUuids?: readonly string[];
}
