import type { CellUnavailableError } from './cell-unavailable-error.js';
import type { InstanceGroupExistsError } from './instance-group-exists-error.js';
import type { InstanceGroupNotFoundError } from './instance-group-not-found-error.js';
import type { InvalidInputError } from './invalid-input-error.js';

/** The codes of this package's own errors. */
export type ObjectsErrorCode = (
  | typeof CellUnavailableError
  | typeof InstanceGroupExistsError
  | typeof InstanceGroupNotFoundError
  | typeof InvalidInputError
)['code'];
