/**
 * A process that moves the groups of a deployment one by one, writes its events to a file, and is killed in the middle of a line
 * after some of them. Arguments: the URL of the API database, the file, and after how many groups.
 */
import { appendFileSync } from 'node:fs';
import { Deployment } from '@cellbridge/objects';
import { instanceGroupsMigration, runOnlineDataMigrations } from '../../src/index.js';

const [api = '', file = '', most = ''] = process.argv.slice(2);
await using deployment = await Deployment.open({ api });
await runOnlineDataMigrations(deployment, [instanceGroupsMigration], {
  batchSize: 1,
  onProgress: (event) => {
    const line = `${JSON.stringify(event)}\n`;
    const isLast = event.type === 'batch' && event.doneSoFar >= Number(most);
    appendFileSync(file, isLast ? line.slice(0, line.length / 2) : line);
    if (isLast) process.kill(process.pid, 'SIGKILL');
  },
});
