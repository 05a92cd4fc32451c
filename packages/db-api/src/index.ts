/**
 * Every query on the API database.
 *
 * A function takes the database itself, for a single statement, or a transaction on it.
 *
 * @packageDocumentation
 */

export {
  AuthenticationError,
  CellbridgeError,
  ClosedError,
  ConnectionError,
  ConstraintError,
  type Database,
  DatabaseBusyError,
  type DatabaseErrorCode,
  DatabaseNotFoundError,
  DatabaseTimeoutError,
  databaseFile,
  databasePlaces,
  describeUrl,
  fillTemplate,
  guardListener,
  isSameDatabase,
  isSuspicious,
  isTemplate,
  messageOf,
  NoConnectionLeftError,
  type OpenOptions,
  openDatabase,
  quote,
  redact,
  SchemaMismatchError,
  SequenceBehindError,
  sharesPlace,
  type Transaction,
  UniqueViolationError,
  type WaitOptions,
} from '@cellbridge/database';
export {
  byCreation,
  type CreationKey,
  compareBytes,
  type GroupChanges,
  type GroupRow,
  type GroupTexts,
  type Page,
  type ProjectScope,
  readClock,
  readTextColumns,
  refusedTexts,
  type SchemaNeeds,
  type SchemaVersion,
  type SequenceBehind,
  type SyncOptions,
  type SyncReport,
  type TextColumns,
} from '@cellbridge/db-common';
export {
  canonicalUuid,
  isTimestamp,
  isUuidLike,
  now,
  secondsBetween,
  toIso,
} from '@cellbridge/schema';
export { type AdoptedRow, recordAdopted } from './adopted-members.js';
export {
  type ApiDatabase,
  type ApiReader,
  type ApiTransaction,
  openApiDatabase,
} from './api-database.js';
export {
  findBytesAsUuids,
  findEmptyMembers,
  findQuarantinedIds,
  findRepeatedRows,
  findUnreadableRules,
  type GroupRowKind,
  type InvalidRow,
  listGroupIds,
  listOpenQuarantine,
  listOrphanRows,
  listRepeatedUuids,
  type OrphanRow,
} from './audit-groups.js';
export {
  type CellMapping,
  countHostMappings,
  countInstanceMappings,
  deleteCellMapping,
  hasHostMappings,
  insertCellMapping,
  listCellMappings,
} from './cell-mappings.js';
export { type Claim, deleteClaim, deleteStaleClaims, findClaims, insertClaim } from './claims.js';
export {
  findGroupByAnySpelling,
  findGroupById,
  findGroupByInstance,
  findGroupByName,
  findGroupByUuid,
  type GroupLookup,
} from './find-group.js';
export type { ApiGroup, NewApiGroup } from './group.js';
export {
  countMembers,
  findStampedGroups,
  type StampedGroup,
  type StampedRow,
} from './group-content.js';
export {
  findCellsOfInstances,
  findMappedInstances,
  findUsersOfBuildRequests,
  type MappedInstance,
} from './instance-mappings.js';
export { earliestRelease, showsOnePolicy } from './later-columns.js';
export {
  countGroups,
  findGroupsByUuids,
  listCreationKeys,
  listGroups,
} from './list-groups.js';
export { listUuidsByName } from './list-uuids-by-name.js';
export {
  listMigrators,
  type Migrator,
  type MigratorReport,
  recordMigrator,
  removeLostMigrators,
  removeMigrator,
} from './migrators.js';
export { insertMovedGroups, type MovedGroup, type MovedRow } from './moved-groups.js';
export {
  advanceProgress,
  listProgress,
  lockProgress,
  type Progress,
  type ProgressState,
  recordHeartbeat,
  recordReversed,
  setProgressState,
} from './progress.js';
export {
  closeEntry,
  closeQuarantine,
  countQuarantine,
  listQuarantine,
  listQuarantinedIds,
  type Quarantined,
  type QuarantineEnd,
  type QuarantineReason,
  type QuarantineResolution,
  quarantineGroup,
} from './quarantine.js';
export {
  type DestroyedRow,
  forgetMoves,
  holdMembers,
  insertReceipt,
  recordChanged,
  recordDestroyed,
  updateDigests,
} from './receipt-changes.js';
export {
  countReceiptsByCell,
  findKnownGroups,
  findReceiptsByCellGroup,
  HIGHEST_ID,
  type KnownGroup,
  listReceipts,
  type NewReceipt,
  NO_RUN,
  type Receipt,
  type ReceiptPlace,
  type ReceiptSummary,
  summarizeReceiptsByRun,
} from './receipts.js';
export {
  countReceiptsOverTime,
  type ReceiptCount,
  type ReceiptStep,
  type UndatedReceipts,
} from './receipts-over-time.js';
export { renameCell } from './rename-cell.js';
export {
  apiSchemaNeeds,
  apiSchemaVersion,
  findApiSequencesBehind,
  missingApiGrants,
  syncApiDatabase,
} from './sync.js';
export {
  listWishes,
  recordWish,
  type Wish,
  type WishedSetting,
} from './wishes.js';
export {
  addMembers,
  deleteGroup,
  deleteGroups,
  insertGroup,
  lockGroup,
  lockGroups,
  type Membership,
  removeInstances,
  removeMembers,
  replacePolicies,
  updateGroup,
} from './write-group.js';
