import type { MigrationDocument } from '../documents/run-document.js';
import type { Outcome } from '../run-report.js';
import type {
  CellEvent,
  EventCell,
  LostEvent,
  QuarantinedEvent,
  WaitEvent,
} from './migration-event.js';

/** What every event of a run has. */
export interface EventOfRun {
  /** When it happened, by the clock of the run's machine: ISO 8601, UTC, with six decimals. */
  readonly time: string;
  /** The run's uuid. */
  readonly runId: string;
}

/** What every event of a migration has. */
export interface EventOfMigration extends EventOfRun {
  /** The name of the migration. */
  readonly migration: string;
}

/** A migration starts. */
export interface StartEvent {
  readonly type: 'start';
  /** What it has to do, in records; `null` where a cell could not be asked. */
  readonly total: number | null;
}

/** A batch was moved. It has no cell where the migration does not work by cells. */
export interface BatchEvent extends Partial<EventCell> {
  readonly type: 'batch';
  /** Records of the batch that were to be moved, and that were moved. */
  readonly found: number;
  readonly done: number;
  /** The same since the migration started. */
  readonly foundSoFar: number;
  readonly doneSoFar: number;
  /** What there was to do at the start; `null` where a cell could not be asked. */
  readonly total: number | null;
  /** How long the batch took, without the rest before it; `null` where the migration does not tell. */
  readonly seconds: number | null;
}

/** A migration has failed; the others go on. */
export interface ErrorEvent {
  readonly type: 'error';
  /** What it has failed with, in a sentence. */
  readonly message: string;
  /** The code of an error of Cellbridge's; else `null`. */
  readonly code: string | null;
}

/** A migration has ended, and this is what became of it. */
export interface EndEvent extends Omit<MigrationDocument, 'name'> {
  readonly type: 'end';
}

/** The run has ended. One that was killed has no such event. */
export interface FinishedEvent extends EventOfRun {
  readonly type: 'finished';
  readonly outcome: Outcome;
  /** Whether the run was ended by its signal. */
  readonly stopped: boolean;
}

/** What happens while a run is under way: a document for each event. */
export type ProgressEvent =
  | (EventOfMigration & StartEvent)
  | (EventOfMigration & CellEvent)
  | (EventOfMigration & LostEvent)
  | (EventOfMigration & BatchEvent)
  | (EventOfMigration & WaitEvent)
  | (EventOfMigration & QuarantinedEvent)
  | (EventOfMigration & ErrorEvent)
  | (EventOfMigration & EndEvent)
  | FinishedEvent;
