import { catalogueOf, createDeployment, dropConnection, forEachDialect } from '@cellbridge/testing';
import { expect, test } from 'vitest';
import { cellSchemaVersion, openCellDatabase, syncCellDatabase } from '../src/index.js';

forEachDialect('A sync of a cell that was lost', (harness) => {
  const makers = {
    'an empty database': () => harness.createDatabaseUrl(),
    "Nova's database": async () => (await createDeployment(harness, { madeBy: 'nova' })).cell.url,
  };

  test.each(Object.entries(makers))(
    'is finished by the next one, whichever statement was the last, in %s',
    async (_what, make) => {
      const expected = await stateAfterSync(await make());
      let doomed = 0;
      for (let isLost = true; isLost; ) {
        doomed += 1;
        const url = await make();
        isLost = await loseSync(url, doomed);
        expect(await stateAfterSync(url), `before statement ${doomed}`).toEqual(expected);
      }
      expect(doomed).toBeGreaterThan(10);
    },
    180_000,
  );

  const stateAfterSync = async (url: string) => {
    await using database = await openCellDatabase(url);
    await syncCellDatabase(database);
    const { current, adopted, pending } = await cellSchemaVersion(database);
    return { current, adopted, pending, tables: await catalogueOf(harness.open(url)) };
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
    await using database = await openCellDatabase(url, { intercept });
    await syncCellDatabase(database);
  } catch (error) {
    if (count < doomed) throw error;
  }
  return count >= doomed;
}
