/**
 * Online data migrations: the engine, and the one that moves instance groups.
 *
 * @packageDocumentation
 */
export { archiveDeletedRows } from './archive/archive-deleted-rows.js';
export {
  type ArchiveOptions,
  type ArchiveReport,
  type CellArchive,
  type KeptGroups,
  type KeptReason,
  MAX_LISTED_KEPT,
} from './archive/archive-report.js';
export { CellInUseError } from './cell-in-use-error.js';
export type { CellStatus, OneSidedGroup } from './cell-status.js';
export { chosenCells, findTwinCells, type TwinCell } from './chosen-cells.js';
export { cellOption } from './doctor/cell-option.js';
export {
  API_DATABASE,
  type Check,
  type CheckName,
  judgeChecks,
  THIS_MACHINE,
  type Verdict,
} from './doctor/check.js';
export { type DiagnosisOptions, diagnoseDeployment } from './doctor/diagnose-deployment.js';
export { REMEDIES } from './doctor/obstacles.js';
export { shellWord } from './doctor/shell-word.js';
export { describeExplanation, isUnknownGroup } from './documents/describe-explanation.js';
export { describeLastRun } from './documents/describe-last-run.js';
export type { DescribedLeft } from './documents/describe-left.js';
export { describeOneSidedGroups } from './documents/describe-one-sided-groups.js';
export {
  type DescribedQuarantine,
  describeQuarantinedGroup,
} from './documents/describe-quarantined.js';
export {
  type ExplainedCellDocument,
  type ExplanationDocument,
  explanationDocument,
  type ReceiptDocument,
} from './documents/explanation-document.js';
export { describeDuration, shownRate } from './documents/quantities.js';
export {
  type ApiGroupDocument,
  type CellGroupDocument,
  type GroupOriginDocument,
  type GroupTimes,
  type QuarantineDescriptionDocument,
  type QuarantineDocument,
  quarantineDescriptionDocument,
  quarantineDocument,
} from './documents/quarantine-document.js';
export {
  type MigrationDocument,
  type RunDocument,
  runDocument,
} from './documents/run-document.js';
export { secondOf } from './documents/second-of.js';
export { type StatusDocument, statusDocument } from './documents/status-document.js';
export { type UnavailableCell, unavailableCellsOf } from './documents/unavailable-cells.js';
export {
  type VerificationDocument,
  verificationDocument,
} from './documents/verification-document.js';
export { VERIFIED_COUNTS, verifiedCounts } from './documents/verified-counts.js';
export type {
  CellEvent,
  EventCell,
  LostEvent,
  LostMigrator,
  MigrationEvent,
  QuarantinedEvent,
  WaitEvent,
  WaitState,
} from './events/migration-event.js';
export type {
  BatchEvent,
  EndEvent,
  ErrorEvent,
  EventOfMigration,
  EventOfRun,
  FinishedEvent,
  ProgressEvent,
  StartEvent,
} from './events/progress-event.js';
export { type EarlierMoves, proveEarlierMoves, type Unproved } from './evidence/earlier-moves.js';
export { EvidenceLostError, type LostGroup } from './evidence/evidence-lost-error.js';
export { findOneSided, type Loss, type OneSided } from './evidence/one-sided.js';
export { recoverDeployment } from './evidence/recover.js';
export type {
  CellRecovery,
  NotAsMoved,
  RecoverOptions,
  RecoverReport,
  Unrecoverable,
} from './evidence/recover-report.js';
export {
  type ExplainedCell,
  type ExplainedRow,
  explainGroup,
  type GroupExplanation,
  type RowProof,
} from './explain/explain-group.js';
export { checkNewFile, type NewFileOptions, writeNewFile } from './files/new-file.js';
export { isLost } from './heartbeat.js';
export { CellFailedError } from './instance-groups/cell-failed-error.js';
export { ClaimRevokedError } from './instance-groups/claim-revoked-error.js';
export type { GroupContent } from './instance-groups/digest.js';
export { instanceGroupsMigration } from './instance-groups/instance-groups-migration.js';
export {
  findSeveralPolicies,
  type GroupOfSeveralPolicies,
} from './instance-groups/several-policies.js';
export { StrandedPolicyError } from './instance-groups/stranded-policy-error.js';
export { UnreadableValueError } from './instance-groups/unreadable-value-error.js';
export { InvalidMigrationResultError } from './invalid-migration-result-error.js';
export type { LeftKind, LeftToDo, NextStep } from './left-to-do.js';
export type { MigratorErrorCode } from './migrator-error-code.js';
export type {
  AskToHoldBack,
  Batch,
  Counts,
  MigrationOptions,
  MigrationResult,
  OnlineMigration,
  Throttle,
} from './online-migration.js';
export {
  type DanglingMember,
  type DanglingMembers,
  MAX_PLANNED_DANGLING,
} from './plan/find-dangling.js';
export {
  type CellPlan,
  MAX_PLANNED_OBSTACLES,
  type MovePlan,
  type PlannedQuarantine,
  type PlanOptions,
  type PlanProgress,
  planMove,
} from './plan/plan-move.js';
export { type CompareOptions, compareWithProof } from './proof/compare-with-proof.js';
export {
  type ComparedGroup,
  type ComparisonOutcome,
  FATES,
  type Fate,
  type ProofComparison,
  WRONG_FATES,
} from './proof/proof-comparison.js';
export type {
  Proof,
  ProofCell,
  ProofCounts,
  ProofHeader,
  ProofTotals,
  ProvedVerification,
  UnverifiedCell,
} from './proof/proof-format.js';
export {
  type ProvedReport,
  type ProveOptions,
  verifyWithProof,
} from './proof/verify-with-proof.js';
export type { ProofProgress } from './proof/write-proof.js';
export { checkKeptSide } from './quarantine/check-kept-side.js';
export type { Keep } from './quarantine/choices.js';
export {
  describeQuarantined,
  type GroupOrigin,
  listQuarantined,
  type QuarantineDescription,
  type QuarantineFilter,
  retryQuarantined,
} from './quarantine/quarantine.js';
export { type ResolveReport, resolveEntries, resolveQuarantined } from './quarantine/resolve.js';
export type {
  MoveReport,
  ReportedBatches,
  ReportedColumn,
  ReportedError,
  ReportedEvents,
  ReportedLoss,
  ReportedPeriod,
  ReportedQuarantine,
  ReportedQuarantined,
  ReportedRun,
  ReportedRunCell,
  ReportedTime,
  ReportedTimeline,
  ReportedUncounted,
  ReportedVerification,
  ReportedWait,
  RunEvents,
} from './report/move-report.js';
export { type ReportOptions, reportOnMove } from './report/report-on-move.js';
export { reportQuarantined } from './report/report-quarantined.js';
export { reverseGroups } from './reverse/reverse-groups.js';
export {
  type CellReversal,
  type LookedAt,
  MAX_LISTED_STAYING,
  type ReverseOptions,
  type ReverseReport,
  type StayingGroup,
  type StayReason,
} from './reverse/reverse-report.js';
export { runOnlineDataMigrations } from './run-online-data-migrations.js';
export type { ReplicaLimit, RunOptions } from './run-options.js';
export type { MigrationReport, Outcome, RunReport } from './run-report.js';
export {
  type MigrationStatus,
  migrationStatus,
  type StatusOptions,
  type StatusTotals,
} from './status.js';
export { statusOutcome } from './status-outcome.js';
export {
  type CellMigrator,
  type CellSteering,
  type LastBatch,
  MOST_CONCURRENT_BATCHES,
  type MoveWishes,
  readSteering,
  type SteerOptions,
  steerMoves,
  type WishInForce,
} from './steering/steer-moves.js';
export { isNovaDeployment, syncCell } from './sync-cell.js';
export { type ObservedStatus, observeStatus } from './telemetry/observe-status.js';
export { findUnindexedCells } from './unindexed-cells.js';
export { findUntouchedCells } from './untouched-cells.js';
export {
  FINDING_KINDS,
  type Finding,
  type FindingKind,
  HARMLESS_KINDS,
  type UndecidedGroup,
} from './verify/finding.js';
export {
  type VerifyOptions,
  type VerifyProgress,
  verifyDeployment,
} from './verify/verify-deployment.js';
export type {
  CellVerification,
  VerifyCounts,
  VerifyOutcome,
  VerifyReport,
} from './verify/verify-report.js';
