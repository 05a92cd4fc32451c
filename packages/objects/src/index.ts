/**
 * Instance groups, before, during and after their move from the cells to the API database.
 *
 * Guaranteed: an acknowledged write is visible to every later read, a destroyed group stays
 * destroyed, a group that exists is found, and no list holds it twice, while any number of
 * migrators and services run. Not guaranteed for writers that change a cell behind these objects.
 *
 * @packageDocumentation
 */

export { CellbridgeError, now, type OpenOptions, toIso } from '@cellbridge/db-api';
export { Cell } from './cell.js';
export { cellLabel } from './cell-label.js';
export type { CellOptions, CellSettings } from './cell-options.js';
export { type CreateCellOptions, createCell } from './create-cell.js';
export type { CreateOptions } from './create-group.js';
export { type DeletedCell, deleteCell } from './delete-cell.js';
export { Deployment } from './deployment.js';
export type { DeploymentOptions } from './deployment-options.js';
export { eachCell } from './each-cell.js';
export { CellUnavailableError } from './errors/cell-unavailable-error.js';
export { InstanceGroupExistsError } from './errors/instance-group-exists-error.js';
export { InstanceGroupNotFoundError } from './errors/instance-group-not-found-error.js';
export { InvalidInputError } from './errors/invalid-input-error.js';
export type { ObjectsErrorCode } from './errors/objects-error-code.js';
export type { InstanceGroupEvent } from './events.js';
export type { Location } from './group-content.js';
export type { InstanceGroupDocument } from './group-document.js';
export type { GroupFields } from './group-fields.js';
export { checkLimit, checkText, checkUuid, refuseUnless } from './input.js';
export { type ExcludeOptions, InstanceGroup } from './instance-group.js';
export { type GroupCounts, InstanceGroupList, type PageOptions } from './instance-group-list.js';
export { instancesByCell } from './instances.js';
export { INSTANCE_GROUPS_MIGRATION } from './known-cells.js';
export { listCellOptions } from './list-cell-options.js';
export { type NamedCell, overrideCells } from './override-cells.js';
export { RequestContext } from './request-context.js';
export { refuseOtherNodes, revokeClaims } from './revoke-claims.js';
