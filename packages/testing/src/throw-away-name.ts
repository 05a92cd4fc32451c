import { randomBytes } from 'node:crypto';

/** A name for a database or a role that no other test uses. */
export function throwAwayName(): string {
  return `cellbridge_${randomBytes(8).toString('hex')}`;
}
