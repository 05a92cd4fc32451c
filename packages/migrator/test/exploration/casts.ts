import { type Act, type Actors, inTurn } from './act.js';
import * as act from './actors.js';
import { apiGoesBack, cellGoesBack } from './going-back.js';
import { lateCommitter, mapper, runningService, startingService } from './newcomers.js';

const { migrator, whereItMayBeGone } = act;

type Cast = readonly [name: string, actors: Actors];

/**
 * Who meets the migrator. Every day the first orders are run: in these the one that is named first comes
 * first, as far as that goes, and the other one before its last steps.
 */
export const PAIRS: readonly Cast[] = [
  ['a second migrator', { migrator, second: migrator }],
  ['addMembers', { migrator, adder: act.adder }],
  ['removeMembers', { migrator, remover: act.remover }],
  ['destroyMembersBulk', { migrator, remover: act.bulkRemover }],
  ['save of the name', { migrator, renamer: act.renamer }],
  ['save of the members', { migrator, saver: act.memberSaver }],
  ['destroy', { migrator, destroyer: act.destroyer }],
  ['destroy and create again', { migrator, recreator: act.recreator }],
  ['create with the same uuid', { migrator, creator: act.creator }],
  ['an old writer', { migrator, old: act.oldWriter }],
  ['getByUuid', { migrator, reader: act.uuidReader }],
  ['getByName', { migrator, reader: act.nameReader }],
  ['getByInstanceUuid', { migrator, reader: act.instanceReader }],
  ['getAll', { migrator, lister: act.lister }],
  ['pages', { migrator, pager: act.pager }],
  ['getCounts', { migrator, counter: act.counter }],
  ['the API database going back', { back: apiGoesBack(), migrator }],
  ['the API database going back after addMembers', { back: apiGoesBack(act.adder), migrator }],
  ['the API database going back after destroy', { back: apiGoesBack(act.destroyer), migrator }],
  [
    'the API database going back after an old writer',
    { back: apiGoesBack(act.oldWriter), migrator },
  ],
  [
    'the API database going back after a late clean-up',
    { back: apiGoesBack(act.lateCleanUp), migrator },
  ],
  ['the cell going back', { back: cellGoesBack(), migrator }],
  ['the cell going back after addMembers', { back: cellGoesBack(act.adder), migrator }],
  ['the cell going back after removeMembers', { back: cellGoesBack(act.lastRemover), migrator }],
  ['the cell going back after destroy', { back: cellGoesBack(act.destroyer), migrator }],
  ['the cell going back after destroy and create', { back: cellGoesBack(act.recreator), migrator }],
  ['the cell going back after an old writer', { back: cellGoesBack(act.oldWriter), migrator }],
  ['a service that starts', { migrator, starting: startingService }],
  ['a running service', { migrator, running: runningService }],
  ['a group that is committed late', { migrator, late: lateCommitter }],
  ['a cell that is mapped', { migrator, mapper }],
];

export const TRIOS: readonly Cast[] = [
  ['two adders', { migrator, first: act.adder, second: act.adder }],
  [
    'an adder and a destroyer',
    { migrator, adder: whereItMayBeGone(act.adder), destroyer: act.destroyer },
  ],
  ['a renamer and a remover', { migrator, renamer: act.renamer, remover: act.remover }],
  ['a second one and an adder', { migrator, second: migrator, adder: act.adder }],
  ['a second one and a destroyer', { migrator, second: migrator, destroyer: act.destroyer }],
  ['an old writer and a destroyer', { migrator, old: act.oldWriter, destroyer: act.destroyer }],
  [
    'a second one and the API database going back',
    { migrator, second: migrator, back: apiGoesBack() },
  ],
  ['a second one and the cell going back', { migrator, second: migrator, back: cellGoesBack() }],
  [
    'an adder and the API database going back',
    { migrator, adder: whereItMayBeGone(act.adder), back: apiGoesBack() },
  ],
  [
    'a destroyer and the cell going back',
    { migrator, destroyer: act.destroyer, back: cellGoesBack() },
  ],
  ['an old writer and the cell going back', { migrator, old: act.oldWriter, back: cellGoesBack() }],
  [
    'a group that is committed late and a service that starts',
    { migrator, late: lateCommitter, starting: startingService },
  ],
  [
    'a group that is committed late and a running service',
    { migrator, late: lateCommitter, running: runningService },
  ],
  ['a cell that is mapped and a running service', { migrator, mapper, running: runningService }],
  [
    'an old writer and a service that starts',
    { migrator, old: act.oldWriter, starting: startingService },
  ],
];

const WRITERS: Readonly<Record<string, Act>> = {
  addMembers: act.adder,
  removeMembers: act.remover,
  destroyMembersBulk: act.bulkRemover,
  'save of the name': act.renamer,
  'save of the members': act.memberSaver,
  'create with the same uuid': act.creator,
  'an old writer': act.oldWriter,
};

const READERS: Readonly<Record<string, Act>> = {
  getByUuid: act.looker,
  getAll: act.lister,
  pages: act.pager,
  getCounts: act.counter,
};

/** Who meets whom before a migrator comes: every two writers, and every writer and reader. */
export const SERVICES: readonly Cast[] = Object.entries(WRITERS).flatMap(([name, first], index) => {
  const others = Object.entries(WRITERS).slice(index);
  const casts = [...others, ...Object.entries(READERS)].map(
    ([other, second]): Cast => [`${name} and ${other}`, { first, second }],
  );
  // What was destroyed may be created.
  if (first === act.creator) return casts;
  const beside = { first: whereItMayBeGone(first), second: act.destroyer };
  return [...casts, [`${name} and destroy`, beside]];
});

const afterTheMove = inTurn(migrator, lateCommitter);

/** Services that find what came after they had reason to look for it no more. */
export const NEWCOMERS: readonly Cast[] = [
  [
    'a group after the move and a service that starts',
    { late: afterTheMove, starting: startingService },
  ],
  ['a group after the move and a running service', { late: afterTheMove, running: runningService }],
  ['a cell that is mapped and a running service', { mapper, running: runningService }],
];
