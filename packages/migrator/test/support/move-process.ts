/** A process that moves the groups of a deployment, given by the URL of its API database. */
import { Deployment } from '@cellbridge/objects';
import { instanceGroupsMigration, runOnlineDataMigrations } from '../../src/index.js';

await using deployment = await Deployment.open({ api: process.argv[2] ?? '' });
await runOnlineDataMigrations(deployment, [instanceGroupsMigration]);
