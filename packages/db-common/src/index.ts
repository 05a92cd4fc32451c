/**
 * What the queries on API databases and cells share: the columns of a group, scopes, pages and lookups; and the
 * sync of their schemas.
 *
 * @packageDocumentation
 */

export { compareBytes } from './compare-bytes.js';
export {
  byCreation,
  type CreatedRow,
  type CreationKey,
  creationOrder,
  inCreationOrder,
} from './creation-order.js';
export {
  distinctValues,
  type GroupChanges,
  type GroupRow,
  groupRowColumns,
  newMembers,
} from './group-row.js';
export {
  byAnySpelling,
  byInstance,
  byName,
  byUuid,
  type GroupTables,
  type LookupBy,
  type LookupQuery,
  preparedLookup,
} from './lookup.js';
export { isInScope, type ProjectScope } from './project-scope.js';
export { readClock } from './read-clock.js';
export { type Limitable, type Page, readCreationKeys, readPage } from './read-page.js';
export { readablePage } from './readable-page.js';
export {
  type GroupTexts,
  readTextColumns,
  refusedTexts,
  type TextColumns,
} from './refused-texts.js';
export { missingGrants } from './sync/missing-grants.js';
export { findSequencesBehind, type SequenceBehind } from './sync/sequences-behind.js';
export {
  type SchemaNeeds,
  type SchemaVersion,
  type SyncOptions,
  type SyncReport,
  schemaNeeds,
  schemaVersion,
  syncSchema,
} from './sync/sync-schema.js';
export { syncRemedies } from './sync-remedies.js';
