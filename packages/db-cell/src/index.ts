/**
 * Every query on a cell database.
 *
 * A function takes the database itself, for one statement of its own, or a transaction on it.
 *
 * @packageDocumentation
 */

export {
  type DetachedRow,
  findEndedTogether,
  findFinalContent,
  findLiveUuids,
  type GroupKey,
  listDetachedRows,
  listLiveKeys,
  listSoftDeletedKeys,
} from './audit-groups.js';
export { MOVED_PREFIX } from './cell-receipts.js';
export {
  findGroupsByInstance,
  findGroupsByName,
  findGroupsByUuid,
  type Lookup,
} from './find-group.js';
export type { CellGroup, CellGroupChanges, CellGroupRow, ProjectScope } from './group.js';
export { findHosts, findInstancesOfUser } from './instances.js';
export { listGroupOwners, listGroups, type Page } from './list-groups.js';
export { hasLiveRows } from './live-rows.js';
export {
  countLiveGroups,
  countLiveMembers,
  type DetachedMember,
  findGroupsById,
  findHighestGroupId,
  findHighestMemberId,
  findLiveIds,
  hasLiveGroups,
  listDetachedMembers,
  lockMembers,
  softDeleteMemberRows,
  type TakenRow,
  takeGroups,
} from './moving-groups.js';
export { cellSchemaVersion, syncCellDatabase } from './sync.js';
export {
  addMembers,
  listMembers,
  lockGroup,
  lockGroupsOfInstances,
  lockLiveGroups,
  removeDetachedInstances,
  removeMembers,
  replacePolicies,
  softDeleteGroups,
  updateGroup,
} from './write-group.js';
