import { CellbridgeError } from '@cellbridge/objects';

/** What a migration said cannot be: its own code has a mistake, and the message names it. */
export class InvalidMigrationResultError extends CellbridgeError {
  static override readonly code = 'INVALID_MIGRATION_RESULT';

  constructor(migration: string, mistake: string) {
    super(`The migration ${migration} ${mistake}.`);
  }
}
