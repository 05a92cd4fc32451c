import type { OptionDefinition } from './command.js';
import { collect } from './parse.js';

/** The cells that a command works on, by name or uuid; all if it is left out. */
export const CELL_OPTION: OptionDefinition = {
  flags: '--cell <NAME>',
  description: 'only this cell; may be given again',
  parse: collect,
  isRepeatable: true,
};
