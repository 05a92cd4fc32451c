/** Fails if an import breaks the rules of the house. */
import { fileURLToPath } from 'node:url';
import { findViolations } from './layers/find-violations.js';

const violations = findViolations(fileURLToPath(new URL('..', import.meta.url)));
for (const violation of violations) console.error(violation);
process.exitCode = violations.length > 0 ? 1 : 0;
