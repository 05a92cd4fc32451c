/** Asks of three hosts which of them a group may use, and which it likes best. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Deployment, InstanceGroup } from '@cellbridge/objects';
import { filterHosts } from './filter-hosts.js';
import { MEMBERS, makeDeployment } from './make-deployment.js';
import { weighHosts } from './weigh-hosts.js';

const folder = await mkdtemp(join(tmpdir(), 'scheduler-'));
const api = `sqlite:///${join(folder, 'api.sqlite')}`;
await makeDeployment(api, `sqlite:///${join(folder, 'cell.sqlite')}`);

const deployment = await Deployment.open({ api });
const context = deployment.context({ userId: 'ada', projectId: 'engines' });
for (const [policy, rules] of [
  ['affinity', {}],
  ['anti-affinity', {}],
  ['anti-affinity', { max_server_per_host: 2 }],
  ['soft-affinity', {}],
  ['soft-anti-affinity', {}],
] as const) {
  const group = await InstanceGroup.create(context, { policy, rules, members: MEMBERS });
  const hosts = await filterHosts(group, ['host1', 'host2', 'host3']);
  const most = Object.values(rules).map((number) => `, ${number} a host`);
  console.log(`${policy}${most.join()}: ${(await weighHosts(group, hosts)).join(', ')}`);
}
await deployment.close();
await rm(folder, { recursive: true });
