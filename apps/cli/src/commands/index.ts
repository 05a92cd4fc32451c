import type { Command } from '../command.js';
import { apiDbSync } from './api-db-sync.js';
import { apiDbVersion } from './api-db-version.js';
import { cellCreate } from './cell-create.js';
import { cellDelete } from './cell-delete.js';
import { cellList } from './cell-list.js';
import { completion } from './completion.js';
import { configShow } from './config-show.js';
import { dashboard } from './dashboard.js';
import { dbArchiveDeletedRows } from './db-archive-deleted-rows.js';
import { dbOnlineDataMigrations } from './db-online-data-migrations.js';
import { dbRecover } from './db-recover.js';
import { dbReverse } from './db-reverse.js';
import { dbSync } from './db-sync.js';
import { dbVerify } from './db-verify.js';
import { dbVersion } from './db-version.js';
import { demo } from './demo.js';
import { doctor } from './doctor.js';
import { explain } from './explain.js';
import { groupAddMember } from './group-add-member.js';
import { groupCreate } from './group-create.js';
import { groupDelete } from './group-delete.js';
import { groupList } from './group-list.js';
import { groupRemoveMember } from './group-remove-member.js';
import { groupShow } from './group-show.js';
import { movePause } from './move-pause.js';
import { moveResume } from './move-resume.js';
import { moveSet } from './move-set.js';
import { quarantineList } from './quarantine-list.js';
import { quarantineResolve } from './quarantine-resolve.js';
import { quarantineRetry } from './quarantine-retry.js';
import { quarantineShow } from './quarantine-show.js';
import { report } from './report.js';
import { status } from './status.js';

/** The groups of commands, by their first word. */
export const GROUPS: Readonly<Record<string, string>> = {
  'api-db': 'the API database',
  cell: 'the cells in cell_mappings',
  config: 'where the databases are',
  db: 'the cell databases, and the move',
  group: 'instance groups, wherever they are',
  move: 'steer running moves, from any machine',
  quarantine: 'groups that could not move',
};

/** All commands, in the order of the help. */
export const COMMANDS: readonly Command[] = [
  demo,
  apiDbSync,
  apiDbVersion,
  dbSync,
  dbVersion,
  dbOnlineDataMigrations,
  dbVerify,
  dbRecover,
  dbReverse,
  dbArchiveDeletedRows,
  status,
  report,
  dashboard,
  explain,
  doctor,
  movePause,
  moveResume,
  moveSet,
  cellCreate,
  cellList,
  cellDelete,
  configShow,
  completion,
  groupList,
  groupShow,
  groupCreate,
  groupDelete,
  groupAddMember,
  groupRemoveMember,
  quarantineList,
  quarantineShow,
  quarantineRetry,
  quarantineResolve,
];
