import {
  type ApiDatabase,
  apiSchemaNeeds,
  earliestRelease,
  findApiSequencesBehind,
  missingApiGrants,
  readClock,
} from '@cellbridge/db-api';
import { type CheckFunctions, ok, type Verdict } from './check.js';
import { checkClock } from './check-clock.js';
import { checkConnection } from './check-connection.js';
import { checkRights, checkSchema, checkSequences } from './check-schema.js';

const RELEASES = {
  13: '13 (Mitaka) to 17 (Queens)',
  18: '18 (Rocky)',
  19: '19 (Stein) or later',
} as const;

/** The checks of an API database that is open. */
export function apiChecks(api: ApiDatabase): CheckFunctions {
  return [
    ['connection', () => checkConnection(() => readClock(api))],
    ['clock', () => checkClock(() => readClock(api))],
    ['schema', () => checkSchema(() => apiSchemaNeeds(api), 'cellbridge api-db sync')],
    ['release', () => checkRelease(api)],
    ['rights', async () => checkRights(await missingApiGrants(api))],
    ['sequences', async () => checkSequences(await findApiSequencesBehind(api))],
  ];
}

async function checkRelease(api: ApiDatabase): Promise<Verdict> {
  return ok(`The tables have the columns of Nova ${RELEASES[await earliestRelease(api)]}.`);
}
