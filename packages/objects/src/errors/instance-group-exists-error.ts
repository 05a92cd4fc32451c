import { CellbridgeError } from '@cellbridge/db-api';

/** The API database or a cell already has a group with this uuid. */
export class InstanceGroupExistsError extends CellbridgeError {
  static override readonly code = 'INSTANCE_GROUP_EXISTS';

  constructor(uuid: string, cause?: unknown) {
    super(`Instance group ${uuid} already exists. Choose another uuid, or leave it out.`, {
      cause,
    });
  }
}
