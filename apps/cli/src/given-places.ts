import type { Io } from './io.js';

/** Options that name databases. Commands that are printed do not repeat them, for they may hold passwords. */
const PLACES = ['--api-db', '--cell-db', '--nova-conf', '--config-dir', '--nova-connection'];

/** Those of the options that name databases which this command was given: others that are to be run need them as well. */
export function givenPlaces({ arguments: given }: Pick<Io, 'arguments'>): string[] {
  return PLACES.filter((flag) => given.some((text) => text.split('=')[0] === flag));
}
