import { createDeployment, onDialect } from '@cellbridge/testing';
import { expect, test } from 'vitest';
import { findGroupsByUuids, openApiDatabase } from '../src/index.js';

const UUID = 'aaaaaaaa-0000-4000-8000-00000000abcd';

onDialect('mysql', "Nova's tables", (harness) => {
  test('in another collation than the usual one are read, or the error names the remedy', async () => {
    const { api } = await createDeployment(harness);
    await api.addGroups([{ uuid: UUID }]);
    await api.raw.query(
      'ALTER TABLE instance_groups CONVERT TO CHARACTER SET utf8mb3 COLLATE utf8mb3_unicode_ci',
    );
    await using database = await openApiDatabase(api.url);
    const finding = findGroupsByUuids(database, [UUID]);
    const tellsCollations = await api.raw.query(`SHOW VARIABLES LIKE 'character_set_collations'`);
    if (tellsCollations.length > 0) expect(await finding).toHaveLength(1);
    else await expect(finding).rejects.toThrow(/convert them with ALTER TABLE/);
  });
});
