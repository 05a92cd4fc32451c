import type { SchemaVersion, SyncReport } from '@cellbridge/db-api';
import type { EarlierMoves } from '@cellbridge/migrator';
import type { ErrorDetails } from './error-document.js';

/** What a sync of the API database did; all lists are empty if there was nothing to do. */
export interface ApiSyncDocument extends SyncReport {
  /** The URL of the database, without its password. */
  readonly database: string;
}

/** The schema version of the API database. */
export interface ApiVersionDocument extends SchemaVersion {
  /** The URL of the database, without its password. */
  readonly database: string;
}

/** The cell that a part of a document is about. */
export interface NamedCellDocument {
  /** Its name; its uuid if it has none. */
  readonly name: string;
  readonly uuid: string;
}

/** A cell in which a command failed, and why. */
export interface FailedCellDocument extends NamedCellDocument {
  readonly error: ErrorDetails;
}

/** What a sync of a cell did. */
export interface CellSync extends SyncReport {
  /** Receipts of groups that an earlier release had moved. */
  readonly receipts: EarlierMoves;
}

/** A cell that was synced. */
export interface CellSyncDocument extends NamedCellDocument, CellSync {}

/** The schema version of a cell. */
export interface CellVersionDocument extends NamedCellDocument, SchemaVersion {}
