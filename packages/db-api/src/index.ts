/**
 * Every query on the API database.
 *
 * A function takes the database itself, for one statement of its own, or a transaction on it.
 *
 * @packageDocumentation
 */

export {
  AuthenticationError,
  CellbridgeError,
  ConnectionError,
  ConstraintError,
  type Database,
  DatabaseNotFoundError,
  DatabaseTimeoutError,
  describeUrl,
  isSameDatabase,
  type OpenOptions,
  openDatabase,
  type Reader,
  redact,
  type SchemaVersion,
  type SyncReport,
  type Transaction,
  UniqueViolationError,
} from '@cellbridge/database';
export { recordAdopted } from './adopted-members.js';
export {
  findQuarantinedIds,
  findRepeatedRows,
  findStampedRows,
  type GroupRowKind,
  listGroupIds,
  listOpenQuarantine,
  listOrphanRows,
  listRepeatedUuids,
  type OrphanRow,
  type StampedRow,
  summarizeReceipts,
} from './audit-groups.js';
export {
  type CellMapping,
  countHostMappings,
  countInstanceMappings,
  deleteCellMapping,
  findCellsOfInstances,
  hasHostMappings,
  insertCellMapping,
  listCellMappings,
} from './cell-mappings.js';
export { deleteClaim, deleteStaleClaims, findClaims, insertClaim } from './claims.js';
export {
  findGroupByInstance,
  findGroupByName,
  findGroupByUuid,
  type Lookup,
} from './find-group.js';
export type { ApiGroup, ApiGroupChanges, NewApiGroup, ProjectScope } from './group.js';
export { countGroups, findGroupsByUuid, listGroups, type Page } from './list-groups.js';
export { insertMovedGroups, type MovedGroup, type MovedRow } from './moved-groups.js';
export {
  advanceProgress,
  listProgress,
  type Progress,
  type ProgressState,
  setProgressState,
} from './progress.js';
export {
  closeQuarantine,
  countQuarantine,
  listQuarantine,
  listQuarantinedIds,
  type Quarantined,
  type QuarantineReason,
  type QuarantineResolution,
  quarantineGroup,
} from './quarantine.js';
export {
  type DestroyedIn,
  findKnownGroups,
  findReceiptsByCellGroup,
  insertReceipt,
  type KnownGroup,
  listReceipts,
  type Receipt,
  recordDestroyed,
} from './receipts.js';
export { apiSchemaVersion, syncApiDatabase } from './sync.js';
export {
  addMembers,
  deleteGroup,
  insertGroup,
  listMembers,
  lockGroup,
  removeInstances,
  removeMembers,
  replacePolicies,
  updateGroup,
} from './write-group.js';
