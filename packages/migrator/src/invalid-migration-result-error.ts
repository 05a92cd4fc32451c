import { CellbridgeError } from '@cellbridge/objects';

/** A migration returned an invalid result: the message names the mistake in its code. */
export class InvalidMigrationResultError extends CellbridgeError {
  static override readonly code = 'INVALID_MIGRATION_RESULT';

  constructor(migration: string, mistake: string) {
    super(`The migration ${migration} ${mistake}.`);
  }
}
