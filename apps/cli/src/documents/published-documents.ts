import type { ProgressEvent } from '@cellbridge/migrator';
import type { CommandDocuments } from './command-documents.js';
import type { ErrorDocument } from './error-document.js';
import type { VersionDocument } from './version-document.js';

/** Every document that has a schema, by the name of its file: those of the commands, and a few that belong to none. */
export interface PublishedDocuments extends CommandDocuments {
  error: ErrorDocument;
  /** A line of `cellbridge db online-data-migrations --events FILE`. */
  event: ProgressEvent;
  version: VersionDocument;
}
