import type { ProjectScope } from '@cellbridge/db-api';
import type { Deployment } from './deployment.js';
import type { Written } from './events.js';
import { toDocument } from './group-document.js';

/**
 * On whose behalf a call is made.
 *
 * A context that is not admin sees, changes and destroys only its own project's groups, in either
 * database; another project's group is not found.
 */
export class RequestContext {
  readonly deployment: Deployment;
  /** Whose what it creates is, unless told otherwise. */
  readonly userId: string | null;
  /** The project that it sees, if it is not admin; and whose what it creates is. */
  readonly projectId: string | null;
  /** Whether it sees every project. */
  readonly isAdmin: boolean;

  /** @internal Made by `deployment.context()` and `deployment.adminContext()`. */
  constructor(
    deployment: Deployment,
    who: { userId: string | null; projectId: string | null; isAdmin: boolean },
  ) {
    this.deployment = deployment;
    this.userId = who.userId;
    this.projectId = who.projectId;
    this.isAdmin = who.isAdmin;
  }

  /** Whose groups this context sees: those of one project, or (`null`) everybody's. */
  get scope(): ProjectScope {
    return this.isAdmin ? null : this.projectId;
  }

  /** @internal Whether somebody listens to events. */
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
