const GROUP = '5e0f0000-0000-4000-8000-000000000001';
const INSTANCE = '5e0f0000-0000-4000-8000-0000000000aa';
const OTHER = '5e0f0000-0000-4000-8000-0000000000bb';
const FULL = '5e0f0000-0000-4000-8000-000000000002';
/** Is in the cell, and with another name in the API database. */
export const QUARANTINED = '5e0f0000-0000-4000-8000-000000000003';
const MOVING = '5e0f0000-0000-4000-8000-000000000004';

/** What is there before the first of the {@link CALLS}. */
export const GROUPS = {
  cell: [{ uuid: MOVING }, { uuid: QUARANTINED, name: 'in the cell' }],
  api: [{ uuid: QUARANTINED, name: 'in the API database' }],
};

const IN_CELL = { cellUuid: GROUP, cellName: 'cell1' };
const OF_RUN = {
  ...{ time: '2026-11-28T03:00:00.000000Z', runId: INSTANCE },
  migration: 'migrate_instance_groups_to_api_db',
};
const REASON = 'The API database has a group of this uuid with other content.';

/** A file of events that a run has written, with one of each kind that a report shows. */
export const EVENTS = {
  file: 'run.jsonl',
  lines: [
    { ...{ type: 'batch', found: 1, done: 1, seconds: 0.25 }, ...OF_RUN, ...IN_CELL },
    { ...{ type: 'wait', state: 'paused', reason: 'It is paused.' }, ...OF_RUN, ...IN_CELL },
    {
      ...{ type: 'lost', lost: { runId: GROUP, host: 'controller1', pid: 7, heartbeatAt: null } },
      ...OF_RUN,
      ...IN_CELL,
    },
    {
      ...{ type: 'quarantined', groupUuid: QUARANTINED, cellGroupId: 2, reason: 'different' },
      ...{ details: REASON, isNew: true },
      ...OF_RUN,
      ...IN_CELL,
    },
    { ...{ type: 'error', message: 'It has failed.', code: null }, ...OF_RUN },
    { ...OF_RUN, type: 'finished', outcome: 'quarantined', stopped: false },
  ],
};

/** A command, the exit code that it ends with, and its arguments. */
export type Call = readonly [path: string, exitCode: number, ...rest: string[]];

/** With an API database that is empty. */
export const FIRST_CALLS: readonly Call[] = [
  ['api-db version', 0],
  ['api-db sync', 0],
];

/** Every command, in an order in which each has something to do. */
export const CALLS: readonly Call[] = [
  ['api-db sync', 0],
  ['api-db version', 0],
  ['db sync', 0],
  ['db version', 0],
  ['status', 0],
  ['group create', 0, 'bare', '--uuid', GROUP],
  [
    'group create',
    0,
    ...['full', '--uuid', FULL, '--project', 'engines', '--user', 'ada', '--member', INSTANCE],
    ...['--policy', 'anti-affinity', '--rule', 'max_server_per_host=3'],
  ],
  ['group add-member', 0, GROUP, INSTANCE, OTHER],
  ['group remove-member', 0, GROUP, OTHER],
  ['group show', 0, GROUP],
  ['group show', 0, FULL],
  ['group list', 0],
  ['group delete', 0, GROUP],
  ['db online-data-migrations', 3, '--dry-run'],
  ['move pause', 0],
  ['move resume', 0, '--cell', 'cell1'],
  ['move set', 0, '--batch-size', '1000', '--rate', 'default'],
  ['move resume', 0],
  ['db online-data-migrations', 3],
  ['status', 0],
  ['dashboard', 0, '--port', '0'],
  ['report', 0, 'move.html'],
  ['report', 2, 'move.html', '--verify', '--events', EVENTS.file],
  ['explain', 0, QUARANTINED],
  ['explain', 0, FULL],
  ['doctor', 2],
  ['completion', 0, 'zsh'],
  ['quarantine list', 0],
  ['quarantine show', 0, QUARANTINED],
  ['quarantine retry', 3],
  ['db verify', 2],
  ['db verify', 2, '--kind', 'quarantined'],
  ['quarantine resolve', 0, '--keep', 'cell', '--all', '--dry-run'],
  ['quarantine resolve', 0, QUARANTINED, '--keep', 'api'],
  ['quarantine list', 0, '--all'],
  ['db verify', 0],
  ['db verify', 0, '--proof', 'first.proof'],
  ['group add-member', 0, QUARANTINED, INSTANCE],
  ['db verify', 0, '--against', 'first.proof'],
  ['db recover', 0, '--dry-run'],
  ['db recover', 0],
  // Of a group that was created again the cell has another one.
  ['group delete', 0, QUARANTINED],
  ['group create', 0, 'again', '--uuid', QUARANTINED],
  ['db reverse', 3, '--cell', 'cell1', '--dry-run'],
  ['db reverse', 3, '--cell', 'cell1', '--notice', '0'],
  // It has no shadow tables.
  ['db archive-deleted-rows', 4],
  [
    'cell create',
    0,
    '--name',
    'new',
    '--database-connection',
    'sqlite:///new.sqlite',
    '--no-check',
  ],
  ['cell list', 0],
  ['config show', 0, '--nova-connection', 'sqlite:///new.sqlite', '--cell-db', 'a=sqlite:///a'],
  // Nothing is there yet: a cell that is down.
  ['db version', 4],
  ['doctor', 4],
  ['db online-data-migrations', 4],
  ['db verify', 4],
  ['status', 0],
  ['cell delete', 0, 'new', '--force'],
  ['demo', 0, '--groups', '20', '--folder', 'demo'],
];
