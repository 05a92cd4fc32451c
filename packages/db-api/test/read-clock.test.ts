import { createDeployment, forEachDialect } from '@cellbridge/testing';
import { expect, test } from 'vitest';
import { isTimestamp, openApiDatabase, readClock } from '../src/index.js';

forEachDialect('The clock of a database', (harness) => {
  test('always has six decimals, also where the server omits zeros at the end', async () => {
    const { api } = await createDeployment(harness);
    await using database = await openApiDatabase(api.url);
    for (let reading = 0; reading < 100; reading += 1) {
      expect(await readClock(database)).toSatisfy(isTimestamp);
    }
  });
});
