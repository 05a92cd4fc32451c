import { MissingTableError } from './missing-table-error.js';

/** @internal A column is missing. The database may not say of which table, but its statement does. */
export class MissingColumnError extends MissingTableError {}
