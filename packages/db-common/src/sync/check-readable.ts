import { PermissionError } from '@cellbridge/database';
import type { Catalogue } from './catalogue.js';

/**
 * Refuses tables that the user may not read.
 *
 * @param grants the statements for an owner to run. Default: those that make these tables readable.
 * @throws PermissionError
 */
export function checkReadable(
  database: string,
  { tables, user }: Catalogue,
  names: readonly string[],
  grants?: readonly string[],
): void {
  const unreadable = names
    .flatMap((name) => tables.get(name) ?? [])
    .filter(({ refused }) => refused.has('select'));
  if (unreadable.length === 0) return;
  const fullNames = unreadable.map(({ fullName }) => fullName).join(', ');
  const [run = `grant select on ${fullNames} to ${user};`] = grants ? [grants.join(' ')] : [];
  throw new PermissionError(
    `${database}: user ${user} may not read ${unreadable.map(({ name }) => name).join(', ')}; have the owner run: ${run}`,
    { database },
  );
}
