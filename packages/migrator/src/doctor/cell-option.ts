import type { CellSteering } from '../steering/steer-moves.js';
import { shellWord } from './shell-word.js';

/** Control characters, and those that turn the direction of a text: a terminal does not show them as they are. */
const UNSEEN = /[\p{Cc}\u202a-\u202e\u2066-\u2069]/u;

/**
 * Returns the option that names a cell in a command, as a shell takes it: `--cell cell1`. By its uuid where the name
 * is empty, cannot be pasted, or stands for another cell, too.
 *
 * @param cells all cells of the deployment.
 */
export function cellOption(
  cells: readonly Pick<CellSteering, 'uuid' | 'name'>[],
  { uuid, name }: Pick<CellSteering, 'uuid' | 'name'>,
): string {
  const isUnique = cells.filter((cell) => [cell.uuid, cell.name].includes(name)).length === 1;
  const isTyped = name !== null && name !== '' && isUnique && !UNSEEN.test(name);
  return `--cell ${shellWord(isTyped ? name : uuid)}`;
}
