import { CellbridgeError } from '@cellbridge/db-api';

/** The API database or a cell holds a group of this uuid already. */
export class InstanceGroupExistsError extends CellbridgeError {
  static override readonly code = 'INSTANCE_GROUP_EXISTS';

  constructor(uuid: string, cause?: unknown) {
    super(`Instance group ${uuid} already exists. Choose another uuid, or leave it out.`, {
      cause,
    });
  }
}
