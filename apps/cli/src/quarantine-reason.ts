import type { QuarantineReason } from '@cellbridge/db-api';
import type { OptionDefinition } from './command.js';
import { oneOf } from './parse.js';

/** A reason that is missing here, or is none, does not compile. */
const REASONS: Readonly<Record<QuarantineReason, true>> = {
  different: true,
  destroyed: true,
  refused: true,
  unreadable: true,
};

/** Written out, for an option is read before anything is loaded that knows them. */
export const REASON_OPTION: OptionDefinition = {
  flags: '--reason <REASON>',
  description: `only for this reason: ${Object.keys(REASONS).join(', ')}`,
  parse: oneOf('--reason', Object.keys(REASONS)),
};
