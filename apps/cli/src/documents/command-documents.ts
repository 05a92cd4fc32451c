import type {
  ExplanationDocument,
  QuarantineDescriptionDocument,
  QuarantineDocument,
  StatusDocument,
} from '@cellbridge/migrator';
import type { InstanceGroupDocument } from '@cellbridge/objects';
import type { CellDocument, DeletedCellDocument } from './cell-documents.js';
import type { ArchiveDocument, RecoveryDocument, ReversalDocument } from './cells-reports.js';
import type { CompletionDocument } from './completion-document.js';
import type { ConfigDocument } from './config-document.js';
import type { DashboardDocument } from './dashboard-document.js';
import type { DemoDocument } from './demo-document.js';
import type { DiagnosisDocument } from './diagnosis-document.js';
import type { DestroyedGroupDocument, MembersDocument } from './group-documents.js';
import type { DryRunDocument, FinishedRunDocument, SteeringDocument } from './move-documents.js';
import type { ResolutionDocument, RetryDocument } from './quarantine-documents.js';
import type { ReportDocument } from './report-document.js';
import type {
  ApiSyncDocument,
  ApiVersionDocument,
  CellSyncDocument,
  CellVersionDocument,
  FailedCellDocument,
} from './schema-documents.js';
import type { ComparisonDocument, FinishedVerificationDocument } from './verify-documents.js';

/**
 * What each command prints with `--json`, by its name. A command can print nothing else, and its schema in `schemas` is made
 * from the type here.
 */
export interface CommandDocuments {
  'api-db sync': ApiSyncDocument;
  'api-db version': ApiVersionDocument;
  'cell create': CellDocument;
  'cell delete': DeletedCellDocument;
  'cell list': readonly CellDocument[];
  completion: CompletionDocument;
  'config show': ConfigDocument;
  dashboard: DashboardDocument;
  'db archive-deleted-rows': ArchiveDocument;
  'db online-data-migrations': FinishedRunDocument | DryRunDocument;
  'db recover': RecoveryDocument;
  'db reverse': ReversalDocument;
  'db sync': readonly (CellSyncDocument | FailedCellDocument)[];
  'db verify': FinishedVerificationDocument | ComparisonDocument;
  'db version': readonly (CellVersionDocument | FailedCellDocument)[];
  demo: DemoDocument;
  doctor: DiagnosisDocument;
  explain: ExplanationDocument;
  'group add-member': MembersDocument;
  'group create': InstanceGroupDocument;
  'group delete': DestroyedGroupDocument;
  'group list': readonly InstanceGroupDocument[];
  'group remove-member': MembersDocument;
  'group show': InstanceGroupDocument;
  'move pause': SteeringDocument;
  'move resume': SteeringDocument;
  'move set': SteeringDocument;
  'quarantine list': readonly QuarantineDocument[];
  'quarantine resolve': ResolutionDocument;
  'quarantine retry': RetryDocument;
  'quarantine show': readonly QuarantineDescriptionDocument[];
  report: ReportDocument;
  status: StatusDocument;
}
