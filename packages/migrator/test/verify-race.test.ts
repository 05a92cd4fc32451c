import { Deployment } from '@cellbridge/objects';
import { createDeployment, forEachDialect, holdStatement } from '@cellbridge/testing';
import { expect, test } from 'vitest';
import {
  instanceGroupsMigration,
  runOnlineDataMigrations,
  verifyDeployment,
} from '../src/index.js';

forEachDialect('verifyDeployment beside a migrator', (harness) => {
  test('waits for a batch between its commit point and its clean-up', async () => {
    const { api, cell } = await createDeployment(harness);
    await cell.addGroups([{ members: ['a'] }, { members: ['b'] }]);
    let isPastCommitPoint = false;
    const held = holdStatement(({ database, text }) => {
      if (text.includes('cellbridge_receipts') && text.includes('insert')) isPastCommitPoint = true;
      return isPastCommitPoint && text === 'commit' && database.includes(cellName(cell.url));
    });
    await using migrators = await Deployment.open({
      api: api.url,
      database: { intercept: held.intercept },
    });
    const looking = holdStatement(({ text }) => text.includes('cellbridge_receipts'));
    await using deployment = await Deployment.open({
      api: api.url,
      database: { intercept: looking.intercept },
    });
    const moving = runOnlineDataMigrations(migrators, [instanceGroupsMigration]);
    await held.reached;
    const verifying = verifyDeployment(deployment);
    await looking.reached;
    looking.release();
    held.release();
    const report = await verifying;
    expect(report).toMatchObject({ outcome: 'clean', findings: [], totals: { compared: 2 } });
    expect(await moving).toMatchObject({ outcome: 'complete' });
  });
});

/** The last part of a URL: what names the database. */
function cellName(url: string): string {
  return url.split('/').at(-1)?.split('?')[0] ?? url;
}
