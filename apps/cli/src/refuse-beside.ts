import { optionTerm } from './command.js';
import { UsageError } from './usage-error.js';

/**
 * Refuses options that do not go with another one.
 *
 * @param reason what that one does, so that they make no sense.
 * @param others their values by their names; `undefined`: not given.
 * @throws UsageError if one is given.
 */
export function refuseBeside(
  flag: string,
  reason: string,
  others: Readonly<Record<string, unknown>>,
): void {
  const [other] = Object.entries(others).find(([, value]) => value !== undefined) ?? [];
  if (other === undefined) return;
  throw new UsageError(
    `${optionTerm(other, { description: '' })} does not go with ${flag}, which ${reason}; leave it out.`,
  );
}
