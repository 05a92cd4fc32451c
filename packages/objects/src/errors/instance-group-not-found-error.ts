import { CellbridgeError } from '@cellbridge/db-api';

/** There is no such group, or it belongs to a project that the context may not see. */
export class InstanceGroupNotFoundError extends CellbridgeError {
  static override readonly code = 'INSTANCE_GROUP_NOT_FOUND';

  constructor(what: string) {
    super(`Instance group ${what} could not be found.`);
  }
}
