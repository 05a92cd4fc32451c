/** A process that moves the groups of a cell, a few a second. Arguments: the URL of the API database, and the cell. */
import { instanceGroupsMigration, runOnlineDataMigrations } from '@cellbridge/migrator';
import { Deployment } from '@cellbridge/objects';

const [api = '', cell = ''] = process.argv.slice(2);
await using deployment = await Deployment.open({ api });
await runOnlineDataMigrations(deployment, [instanceGroupsMigration], {
  cells: [cell],
  batchSize: 1,
  rate: 2,
  onProgress: ({ type }) => {
    if (type === 'batch') process.stdout.write('a batch\n');
  },
});
