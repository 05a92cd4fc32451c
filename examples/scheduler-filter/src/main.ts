/** Asks of three hosts which of them a group may use. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Deployment, InstanceGroup } from '@cellbridge/objects';
import { filterHosts } from './filter-hosts.js';
import { makeDeployment } from './make-deployment.js';

const folder = await mkdtemp(join(tmpdir(), 'scheduler-'));
const api = `sqlite:///${join(folder, 'api.sqlite')}`;
await makeDeployment(api, `sqlite:///${join(folder, 'cell.sqlite')}`);

const deployment = await Deployment.open({ api });
const context = deployment.context({ userId: 'ada', projectId: 'engines' });
for (const policy of ['affinity', 'anti-affinity', 'soft-affinity']) {
  const group = await InstanceGroup.create(context, { policy, members: ['first', 'second'] });
  const hosts = await filterHosts(group, ['host1', 'host2', 'host3']);
  console.log(`${policy}: ${hosts.join(', ')}`);
}
await deployment.close();
await rm(folder, { recursive: true });
