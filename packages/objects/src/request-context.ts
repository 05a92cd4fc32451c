import type { ProjectScope } from '@cellbridge/db-api';
import type { Deployment } from './deployment.js';
import type { Written } from './events.js';
import { toDocument } from './group-document.js';

/**
 * The user and project of a call.
 *
 * A non-admin context sees, changes and destroys only its own project's groups, in either database; it does not
 * find those of other projects.
 */
export class RequestContext {
  readonly deployment: Deployment;
  /** The owner of what it creates, unless given otherwise. */
  readonly userId: string | null;
  /** The project that it sees, if it is not admin; also the project of what it creates. */
  readonly projectId: string | null;
  /** Whether it sees every project. */
  readonly isAdmin: boolean;

  /** @internal Called by `deployment.context()` and `deployment.adminContext()`. */
  constructor(
    deployment: Deployment,
    who: { userId: string | null; projectId: string | null; isAdmin: boolean },
  ) {
    this.deployment = deployment;
    this.userId = who.userId;
    this.projectId = who.projectId;
    this.isAdmin = who.isAdmin;
  }

  /** The groups that this context sees: those of one project, or all (`null`). */
  get scope(): ProjectScope {
    return this.isAdmin ? null : this.projectId;
  }

  /** @internal Whether there is a listener for events. */
  get isHeard(): boolean {
    return this.deployment.isHeard;
  }

  /** @internal */
  emit({ located, ...written }: Written): void {
    const { userId, projectId } = this;
    if (!this.isHeard) return;
    this.deployment.emit({
      ...written,
      groupUuid: located.group.uuid,
      group: toDocument(located),
      userId,
      projectId,
    });
  }
}
