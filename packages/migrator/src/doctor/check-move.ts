import { toIso } from '@cellbridge/objects';
import { type CellStatus, isMoving } from '../cell-status.js';
import { isLost } from '../heartbeat.js';
import { type CheckFunctions, ok, problem, type Verdict, warning } from './check.js';
import { describeLeftover, describeOneSided, describeStranded, REMEDIES } from './obstacles.js';

/** How long moves may be paused before it is worth a warning. */
const LONG_PAUSE_SECONDS = 3_600;

const LAST_RUN: Readonly<Record<CellStatus['state'], string>> = {
  pending: 'No run has seen the cell yet.',
  running: 'A run is at work.',
  interrupted: 'The last run was interrupted.',
  unavailable: 'The cell cannot be asked.',
  stopped: 'The last run has stopped before the end of the cell.',
  complete: 'The cell is complete.',
  quarantined: 'Only groups in quarantine are left.',
  failed: 'The last run has failed.',
  reversing: 'Groups go back to the cell.',
};

/** Where the move in a cell stands. */
export interface CheckedMove {
  readonly status: CellStatus;
  /** The option that names the cell in a command: `--cell cell1`. */
  readonly option: string;
  /** The clock of the API database: `YYYY-MM-DD HH:MM:SS.ffffff`, UTC. */
  readonly clock: string;
}

/** The checks of the move in a cell. */
export function moveChecks(checked: CheckedMove): CheckFunctions {
  const { status } = checked;
  const always: CheckFunctions = [
    ['runs', () => checkRuns(checked)],
    ['pause', () => checkPause(checked)],
    ['quarantine', () => checkQuarantine(checked)],
  ];
  if (status.state === 'unavailable') return always;
  return [
    ...always,
    ['evidence', () => checkEvidence(checked)],
    ['rest', () => checkRest(checked)],
  ];
}

function checkRuns({ status, option }: CheckedMove): Verdict {
  const { state, migrators, lastError } = status;
  const run = `${REMEDIES.run} ${option}`;
  if (state === 'unavailable') {
    return { status: 'unknown', message: lastError ?? LAST_RUN[state], remedy: null };
  }
  const [lost] = migrators.filter((migrator) => migrator.state === 'lost');
  if (lost) {
    const { host, pid, silentSeconds } = lost;
    const silence = `${Math.round(silentSeconds)} seconds`;
    return problem(
      `The run of process ${pid} on ${host} is lost: no sign of life for ${silence}.`,
      run,
    );
  }
  if (state === 'reversing' && isLost(status)) {
    const message =
      'Groups were to go back to the cell, and that was interrupted. Run the same command again, or the move.';
    return problem(message, `${REMEDIES.reverse} ${option} --dry-run`);
  }
  if (state === 'interrupted') return problem(LAST_RUN[state], run);
  if (state === 'failed') return problem(`${LAST_RUN[state]} ${lastError ?? ''}`.trim(), run);
  return ok(LAST_RUN[state]);
}

function checkPause({ status, option, clock }: CheckedMove): Verdict {
  const wish = status.wishes.find(({ setting }) => setting === 'paused');
  if (!status.paused || !wish) return ok('Moves are not paused.');
  const { wishedAt, wishedBy, isForEveryCell } = wish;
  const message = `Moves are paused since ${wishedAt ?? 'an unknown time'}, by ${wishedBy}.`;
  const seconds = (Date.parse(toIso(clock) ?? '') - Date.parse(wishedAt ?? '')) / 1_000;
  if (seconds < LONG_PAUSE_SECONDS) return ok(message);
  return warning(message, isForEveryCell ? REMEDIES.resume : `${REMEDIES.resume} ${option}`);
}

function checkQuarantine({ status: { quarantined } }: CheckedMove): Verdict {
  if (quarantined === 0) return ok('No group is in quarantine.');
  const message =
    quarantined === 1
      ? '1 group is in quarantine: it needs a decision before it can move.'
      : `${quarantined} groups are in quarantine: each needs a decision before it can move.`;
  return problem(message, 'cellbridge quarantine list');
}

function checkEvidence({ status, option }: CheckedMove): Verdict {
  const groups = status.oneSided;
  if (groups === null) {
    return warning('The proofs of both sides are not compared while groups move.', null);
  }
  const [first] = groups;
  if (!first) return ok('Both sides prove the same moves.');
  const others = groups.length === 1 ? '' : ` ${groups.length - 1} more are one-sided.`;
  const needsSync = groups.some(({ missing }) => missing === 'proof');
  const needsRecovery = groups.some(({ missing }) => missing !== 'proof');
  const commands = [
    ...(needsSync ? [REMEDIES.sync] : []),
    ...(needsRecovery ? [REMEDIES.recover, REMEDIES.run] : []),
  ];
  const text = describeOneSided(first);
  return problem(
    `${text.charAt(0).toUpperCase()}${text.slice(1)}.${others}`,
    commands.map((command) => `${command} ${option}`).join('\n'),
  );
}

function checkRest({ status, option }: CheckedMove): Verdict {
  const { leftover, stranded } = status;
  const texts = [
    ...(leftover ? [`${describeLeftover(leftover)}.`] : []),
    ...(stranded ? [`${describeStranded(stranded)}.`] : []),
  ];
  if (isMoving(status) || texts.length === 0) return ok('Nothing is left to clean up.');
  return problem(texts.join(' '), `${REMEDIES.run} ${option}`);
}
