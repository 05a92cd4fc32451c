/** What a report on a move holds, for programs: all of it is JSON, and its time stamps are ISO 8601. */
import type { QuarantineReason } from '@cellbridge/db-api';
import type {
  QuarantineDescriptionDocument,
  QuarantineDocument,
} from '../documents/quarantine-document.js';
import type { StatusDocument } from '../documents/status-document.js';
import type { VerificationDocument } from '../documents/verification-document.js';
import type { WaitState } from '../events/migration-event.js';
import type { FinishedEvent } from '../events/progress-event.js';

/** A stretch of time. */
export interface ReportedPeriod {
  readonly from: string;
  readonly to: string;
}

/** Steps of time of equal length, without the long pauses between them. */
export interface ReportedTime {
  /** How long each step is. */
  readonly stepSeconds: number;
  /** What shows, in order; each is a whole number of steps. What is between them is left out. */
  readonly periods: readonly ReportedPeriod[];
}

/** The cells that have a column of their own, by the groups that have moved from them, and all others together. */
export interface ReportedColumn {
  /** `null`: all other cells. */
  readonly cellUuid: string | null;
  /** `null` where the cell has no name or is no longer mapped, and for the other cells. */
  readonly cellName: string | null;
  /** How many cells it stands for. */
  readonly cells: number;
}

/** How many groups have moved when, by the receipts. */
export interface ReportedTimeline extends ReportedTime {
  /** At most eight. */
  readonly columns: readonly ReportedColumn[];
  /** Every step of the periods, in order. */
  readonly steps: readonly {
    /** When it begins. */
    readonly at: string;
    /** How many groups moved in it, one number for each column. */
    readonly groups: readonly number[];
  }[];
}

/** What a run has moved from a cell. */
export interface ReportedRunCell {
  readonly cellUuid: string;
  readonly cellName: string | null;
  readonly groups: number;
  readonly firstAt: string | null;
  readonly lastAt: string | null;
}

/**
 * A run that has moved groups, by the receipts; one that events tell of may have moved none. In a report of some cells all of
 * it is of these, and a run that was at work in none of them is left out.
 */
export interface ReportedRun {
  /** `null`: somebody decided about these groups, which were in quarantine. */
  readonly runId: string | null;
  readonly groups: number;
  /** When its first and its last group moved, by the clock of its machine. */
  readonly firstAt: string | null;
  readonly lastAt: string | null;
  /** Sorted by uuid. */
  readonly cells: readonly ReportedRunCell[];
  /** What its events say; `null` where no file has any. */
  readonly events: RunEvents | null;
  /** Whether it was lost: killed, or hung. */
  readonly isLost: boolean;
}

/** When a run began and how it ended, by its events. */
export interface RunEvents {
  readonly startedAt: string;
  /** When its last event was. */
  readonly lastEventAt: string;
  /** `null`: it has not ended, or was killed. */
  readonly outcome: FinishedEvent['outcome'] | null;
  /** Whether its signal ended it. */
  readonly stopped: boolean;
}

/** How long batches took. */
export interface ReportedBatches {
  readonly batches: number;
  readonly medianSeconds: number;
  /** 95 of 100 batches took no longer. */
  readonly percentile95Seconds: number;
  readonly longestSeconds: number;
  /** How many batches took longer than the bound before, and no longer than this one; `null`: no bound. */
  readonly histogram: readonly {
    readonly upToSeconds: number | null;
    readonly batches: number;
  }[];
  readonly timeline: ReportedTime & {
    readonly steps: readonly {
      readonly at: string;
      /** `null` where no batch ended in it. */
      readonly medianSeconds: number | null;
      readonly longestSeconds: number | null;
    }[];
  };
}

/** A time in which a run was held back. */
export interface ReportedWait {
  readonly runId: string;
  /** `null` where it was so in every cell. */
  readonly cellUuid: string | null;
  readonly cellName: string | null;
  readonly state: Exclude<WaitState, 'moving'>;
  /** A sentence. */
  readonly reason: string;
  readonly from: string;
  /** When it went on, or ended; `null` where no event says so. */
  readonly to: string | null;
  readonly seconds: number | null;
}

/** A run that was lost, and the one that took its place. */
export interface ReportedLoss {
  readonly at: string;
  readonly cellUuid: string;
  readonly cellName: string | null;
  readonly lostRunId: string;
  readonly host: string;
  readonly pid: number;
  readonly heartbeatAt: string | null;
  /** The run that took its place. */
  readonly runId: string;
}

/** What a cell, or a whole migration, has failed with. */
export interface ReportedError {
  readonly at: string;
  readonly runId: string;
  readonly cellUuid: string | null;
  readonly cellName: string | null;
  readonly message: string;
}

/** What the event files of runs tell. Lists hold 200 entries at most; how many there are is said beside. */
export interface ReportedEvents {
  /** How many files were read, and events of the move found in them. */
  readonly files: number;
  readonly events: number;
  /** Lines that nobody can read: a killed process or a full disk has cut them off. */
  readonly cutLines: number;
  /** `null` where no batch says how long it took. */
  readonly batches: ReportedBatches | null;
  /** How often, and for how long, runs were held back, by why. */
  readonly heldBack: readonly {
    readonly state: ReportedWait['state'];
    readonly times: number;
    readonly seconds: number;
  }[];
  /** The longest, in the order of time. */
  readonly waits: readonly ReportedWait[];
  readonly waitsInAll: number;
  /** Groups that went into quarantine, by why. */
  readonly quarantined: readonly { readonly reason: QuarantineReason; readonly groups: number }[];
  readonly losses: readonly ReportedLoss[];
  readonly lossesInAll: number;
  readonly errors: readonly ReportedError[];
  readonly errorsInAll: number;
}

/** A group in quarantine. */
export interface ReportedQuarantined {
  readonly entry: QuarantineDocument;
  /** Both sides; `null` where its cell cannot be asked, or is no longer mapped. */
  readonly description: QuarantineDescriptionDocument | null;
  /** Why there are none, in a sentence; else `null`. */
  readonly obstacle: string | null;
}

/** The quarantine as it is now. */
export interface ReportedQuarantine {
  readonly open: number;
  /** By cell and reason. */
  readonly counts: readonly {
    readonly cellUuid: string;
    readonly cellName: string | null;
    readonly reason: QuarantineReason;
    readonly groups: number;
  }[];
  /** The oldest 100. */
  readonly groups: readonly ReportedQuarantined[];
}

/** A verification, made for the report or recorded in a proof file. */
export interface ReportedVerification {
  /** When it ended. */
  readonly verifiedAt: string;
  /** The program that recorded it; `null`: it was made for the report. */
  readonly writtenBy: string | null;
  /** Whether it was of all cells. */
  readonly isWhole: boolean;
  readonly document: Omit<VerificationDocument, 'resumeFrom'>;
}

/** What belongs to cells that are no longer mapped, or whose database another cell has. It counts nowhere else. */
export interface ReportedUncounted {
  readonly cells: number;
  /** Groups that have moved from them. */
  readonly groups: number;
  /** Groups of theirs that are in quarantine. */
  readonly quarantined: number;
}

/** How a move of instance groups went, and how it stands. */
export interface MoveReport {
  readonly createdAt: string;
  readonly status: StatusDocument;
  /** The latest 500, in the order of time. */
  readonly runs: readonly ReportedRun[];
  readonly runsInAll: number;
  /** `null` while no group has moved at a time that can be read. */
  readonly timeline: ReportedTimeline | null;
  /** Groups that moved at a time that nobody can read in their receipts; they are not in the timeline. */
  readonly undated: number;
  /** `null` where no file of events was given. */
  readonly events: ReportedEvents | null;
  readonly quarantine: ReportedQuarantine;
  /** `null` where there is nothing, or the report is of some cells only. */
  readonly uncounted: ReportedUncounted | null;
  /** `null` where none was asked for. */
  readonly verification: ReportedVerification | null;
}
