import type { ProgressState, QuarantineReason } from '@cellbridge/db-api';

/** The cell that an event is about. */
export interface EventCell {
  readonly cellUuid: string;
  readonly cellName: string | null;
}

/** Work in a cell begins (`running`), or has ended. */
export interface CellEvent extends EventCell {
  readonly type: 'cell';
  /** `running`, or how the work has ended. */
  readonly state: Exclude<ProgressState, 'reversing'>;
  /** What it has failed with, in a sentence; else `null`. */
  readonly error: string | null;
}

/** The run has taken the place of one that gave no sign of life for 30 seconds: its process was killed, or hangs. */
export interface LostEvent extends EventCell {
  readonly type: 'lost';
  readonly lost: LostMigrator;
}

/** A run that was lost. */
export interface LostMigrator {
  readonly runId: string;
  readonly host: string;
  readonly pid: number;
  /** Its last sign of life, by the clock of the API database: ISO 8601; `null` where nobody can read it. */
  readonly heartbeatAt: string | null;
}

/**
 * Why a run is held back; `moving`: it goes on.
 *
 * - `paused`: an operator has paused it. · `throttled`: by a query or a replica. · `slowed`: to a number of groups a second.
 * - `resting`: services have waited for its batches for too long; it rests between them.
 * - `disconnected`: the API database is lost; the run waits for it. · `skipped`: the run goes on without the cell.
 */
export type WaitState =
  | 'paused'
  | 'throttled'
  | 'slowed'
  | 'resting'
  | 'disconnected'
  | 'skipped'
  | 'moving';

/** The run is held back, or goes on. */
export interface WaitEvent extends Partial<EventCell> {
  readonly type: 'wait';
  readonly state: WaitState;
  /** A sentence that says so. */
  readonly reason: string;
}

/** A group goes into quarantine, or was tried again and stays there. */
export interface QuarantinedEvent extends EventCell {
  readonly type: 'quarantined';
  readonly groupUuid: string;
  /** The id of its row in the cell. */
  readonly cellGroupId: number;
  readonly reason: QuarantineReason;
  readonly details: string;
  /** Whether it was not there before. */
  readonly isNew: boolean;
}

/** What a migration tells while it works, beside its batches. A wait without a cell holds for the whole run. */
export type MigrationEvent = CellEvent | LostEvent | WaitEvent | QuarantinedEvent;

/** An event, or each of several, without some of its fields. */
export type Without<Event, Field extends PropertyKey> = Event extends unknown
  ? Omit<Event, Field>
  : never;
