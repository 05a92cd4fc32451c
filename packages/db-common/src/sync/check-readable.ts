import { PermissionError } from '@cellbridge/database';
import type { Catalogue } from './catalogue.js';

/**
 * Refuses tables that the user may not read.
 *
 * @param remedies the statements for an owner to run. Default: those that make these tables readable.
 * @throws PermissionError
 */
export function checkReadable(
  database: string,
  { tables, user, grants }: Catalogue,
  names: readonly string[],
  remedies?: readonly string[],
): void {
  const unreadable = names
    .flatMap((name) => tables.get(name) ?? [])
    .filter(({ refused }) => refused.has('select'));
  if (unreadable.length === 0) return;
  const fullNames = unreadable.map(({ fullName }) => fullName);
  const run = (remedies ?? grants.onTables('select', fullNames, user)).join(' ');
  throw new PermissionError(
    `${database}: user ${user} may not read ${unreadable.map(({ name }) => name).join(', ')}; have the owner run: ${run}`,
    { database },
  );
}
