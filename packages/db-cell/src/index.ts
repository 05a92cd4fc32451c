/**
 * Every query on a cell database.
 *
 * A function takes the database itself, for a single statement, or a transaction on it.
 *
 * @packageDocumentation
 */

export type { LockWaits } from '@cellbridge/database';
export { PermissionError } from '@cellbridge/database';
export type {
  GroupChanges,
  GroupRow,
  Page,
  ProjectScope,
} from '@cellbridge/db-common';
export {
  type ArchivedGroups,
  archiveGroups,
  type EndedGroup,
  listEndedGroups,
} from './archive-rows.js';
export {
  countMemberRows,
  findGroupRows,
  findGroupStates,
  findLiveKeys,
  findLiveUuids,
  type GroupKey,
  type GroupState,
  listLiveKeys,
  listLiveKeysById,
  listUndefinedRows,
  type UndefinedRow,
} from './audit-groups.js';
export {
  type CellDatabase,
  type CellReader,
  type CellTransaction,
  openCellDatabase,
  type TablesOfCell,
} from './cell-database.js';
export {
  type CellReceipt,
  type FoundCellReceipt,
  findGroupsWithPolicies,
  hasArchive,
  insertCellReceipts,
  listCellReceipts,
  MOVED_PREFIX,
  type RunSummary,
  renameCellReceipts,
  summarizeCellReceipts,
} from './cell-receipts.js';
export {
  countLiveRows,
  type DetachedKind,
  type DetachedRow,
  type LiveRow,
  listDetachedRows,
  lockLiveRows,
  type RowKind,
  softDeleteRows,
} from './detached-rows.js';
export { endOfGroups } from './end-of-groups.js';
export {
  findGroupsByAnySpelling,
  findGroupsByInstance,
  findGroupsByName,
  findGroupsByUuid,
  type GroupsLookup,
} from './find-group.js';
export type { CellGroup } from './group.js';
export {
  findHosts,
  findInstanceHosts,
  findInstancesOfUser,
  findLiveInstances,
  findUndeletedInstances,
  type InstanceHost,
} from './instances.js';
export {
  findGroupsByUuids,
  listCreationKeys,
  listGroupOwners,
  listGroups,
} from './list-groups.js';
export { hasLiveRows, hasLiveRowsOfArchived } from './live-rows.js';
export { findMovedContent, type MovedContent } from './moved-content.js';
export {
  countLiveGroups,
  findGroupsById,
  findHighestGroupId,
  findHighestMemberId,
  type GroupSize,
  hasLiveGroups,
  listGroupSizes,
  type TakenGroups,
  type TakenRow,
  takeGroups,
} from './moving-groups.js';
export { queryNumber } from './query-number.js';
export {
  findGroupsWithLiveRows,
  type RevivedGroup,
  type RevivedPart,
  reviveGroups,
} from './revive-groups.js';
export { listGroupsOfSeveralPolicies } from './several-policies.js';
export { checkShadowTables } from './shadow-tables.js';
export {
  cellSchemaNeeds,
  cellSchemaVersion,
  findCellSequencesBehind,
  missingCellGrants,
  syncCellDatabase,
} from './sync.js';
export { findUnreadableValues, type ReadRow, type UnreadableValue } from './unreadable-values.js';
export {
  addMembers,
  type CellMembership,
  type DetachedMembership,
  type GroupSelection,
  lockGroup,
  lockGroupRows,
  lockGroupsOfInstances,
  lockLiveGroups,
  removeDetachedInstances,
  removeMembers,
  replacePolicies,
  softDeleteGroups,
  updateGroup,
} from './write-group.js';
