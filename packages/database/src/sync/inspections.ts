import type { Dialect } from '../dialect.js';
import { postgresqlInspection } from '../postgresql/inspection.js';
import { sqliteInspection } from '../sqlite/inspection.js';
import type { Inspection } from './inspection.js';

const INSPECTIONS: Readonly<Record<Dialect['name'], Inspection>> = {
  sqlite: sqliteInspection,
  postgresql: postgresqlInspection,
};

/** How the catalogue of a dialect is asked. */
export function inspectionOf(dialect: Dialect): Inspection {
  return INSPECTIONS[dialect.name];
}
