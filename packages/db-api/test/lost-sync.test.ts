import {
  catalogueOf,
  createDeployment,
  dropConnection,
  forEachDialect,
  type Harness,
  proof,
  type RawDatabase,
} from '@cellbridge/testing';
import { expect, test } from 'vitest';
import { apiSchemaVersion, openApiDatabase, syncApiDatabase } from '../src/index.js';
import { makeFirstRelease } from './support/first-release.js';

/** The databases that a sync finds. */
const MAKERS: Readonly<Record<string, (harness: Harness) => Promise<string>>> = {
  'an empty database': (harness) => harness.createDatabaseUrl(),
  "Nova's database": async (harness) =>
    (await createDeployment(harness, { madeBy: 'nova' })).api.url,
  "Nova's database without groups": async (harness) =>
    (await createDeployment(harness, { madeBy: 'nova', release: 13 })).api.url,
  'a database of our first release': async (harness) => (await makeFirstRelease(harness)).url,
};

/** Statements from one that is not sent to the next. */
const STEP = proof(7, 1);

forEachDialect('A sync that was lost', (harness) => {
  test.each(Object.entries(MAKERS))(
    'is finished by the next one, whichever statement was the last, in %s',
    async (_what, make) => {
      const expected = await stateAfterSync(await make(harness));
      let doomed = 1;
      for (let isLost = true; isLost; doomed += STEP) {
        const url = await make(harness);
        isLost = await loseSync(url, doomed);
        expect(await stateAfterSync(url), `before statement ${doomed}`).toEqual(expected);
      }
      expect(doomed).toBeGreaterThan(10);
    },
    180_000,
  );

  const stateAfterSync = async (url: string) => {
    await using database = await openApiDatabase(url);
    await syncApiDatabase(database);
    const { current, adopted, pending } = await apiSchemaVersion(database);
    const raw = harness.open(url);
    return { current, adopted, pending, tables: await catalogueOf(raw), tags: await tagsOf(raw) };
  };
});

/** Runs a sync that loses its connection before a statement. @returns whether it came so far. */
async function loseSync(url: string, doomed: number): Promise<boolean> {
  let count = 0;
  const intercept = dropConnection(() => {
    count += 1;
    return count === doomed;
  });
  try {
    await using database = await openApiDatabase(url, { intercept });
    await syncApiDatabase(database);
  } catch (error) {
    if (count < doomed) throw error;
  }
  return count >= doomed;
}

function tagsOf(raw: RawDatabase) {
  return raw.query(
    `SELECT tag, hash, adopted, applied_at LIKE '20%' AS is_applied FROM cellbridge_migrations ORDER BY tag`,
  );
}
