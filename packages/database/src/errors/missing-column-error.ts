import { MissingTableError } from './missing-table-error.js';

/** @internal A column is not there. The database need not say of which table: its statement names that. */
export class MissingColumnError extends MissingTableError {}
