import * as act from './actors.js';

const { migrator, whereItMayBeGone } = act;

/** Who meets the migrator. */
export const PAIRS: readonly (readonly [string, act.Actors])[] = [
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
];

export const TRIOS: readonly (readonly [string, act.Actors])[] = [
  ['two adders', { migrator, first: act.adder, second: act.adder }],
  [
    'an adder and a destroyer',
    { migrator, adder: whereItMayBeGone(act.adder), destroyer: act.destroyer },
  ],
  ['a renamer and a remover', { migrator, renamer: act.renamer, remover: act.remover }],
  ['a second one and an adder', { migrator, second: migrator, adder: act.adder }],
  ['a second one and a destroyer', { migrator, second: migrator, destroyer: act.destroyer }],
  ['an old writer and a destroyer', { migrator, old: act.oldWriter, destroyer: act.destroyer }],
];
