import { Deployment, InstanceGroup } from '@cellbridge/objects';
import pg from 'pg';
import type { Benchmark } from '../benchmark.js';
import { createHostsSite, type HostsSite } from '../lookup/hosts-site.js';
import { alternate } from '../measure/alternate.js';
import { callsPerSecond } from '../measure/calls-per-second.js';

const MAPPINGS = `SELECT instance_uuid, cell_id FROM instance_mappings
  WHERE instance_uuid = ANY($1)`;
const HOSTS = `SELECT DISTINCT host FROM instances
  WHERE uuid = ANY($1) AND deleted = 0 AND host IS NOT NULL`;

export const getHosts: Benchmark = {
  name: 'get-hosts',
  description: 'hosts of 1,000 members in 4 cells, against the raw statements, all cells at once',
  unit: 'calls/s',
  bar: 0.7,
  groups: 1,
  rounds: 9,
  async measure(lab) {
    const site = await createHostsSite(lab, { cells: 4, members: 1_000 });
    await using deployment = await Deployment.open({ api: site.api });
    const group = await InstanceGroup.create(deployment.adminContext(), {
      name: 'wide',
      policy: 'anti-affinity',
      members: [...site.members],
    });
    await using raw = await RawHosts.open(site);
    const ours = () => group.getHosts();
    const reference = () => raw.getHosts(site.members);
    const [found, wanted] = [await ours(), await reference()];
    if (found.sort().join() !== wanted.sort().join()) throw new Error('The hosts differ.');
    await callsPerSecond(['warm-up'], ours);
    await callsPerSecond(['warm-up'], reference);
    const figures = await alternate(
      lab.options.rounds ?? this.rounds,
      () => callsPerSecond(['measured'], ours),
      () => callsPerSecond(['measured'], reference),
    );
    return { ...figures, groups: 1 };
  },
};

/** The statements alone: the mappings, then each cell for its own instances. */
class RawHosts implements AsyncDisposable {
  readonly #clients: readonly pg.Client[];

  private constructor(clients: readonly pg.Client[]) {
    this.#clients = clients;
  }

  static async open({ api, cells }: HostsSite): Promise<RawHosts> {
    const clients = [api, ...cells].map((url) => new pg.Client({ connectionString: url }));
    await Promise.all(clients.map((client) => client.connect()));
    return new RawHosts(clients);
  }

  async getHosts(instanceUuids: readonly string[]): Promise<string[]> {
    const [api, ...cells] = this.#clients;
    const mapped = await api?.query<[uuid: string, cell: number]>({
      name: 'mappings',
      text: MAPPINGS,
      values: [instanceUuids],
      rowMode: 'array',
    });
    const byCell: string[][] = cells.map(() => []);
    for (const [uuid, cell] of mapped?.rows ?? []) byCell[cell - 1]?.push(uuid);
    const answers = await Promise.all(
      cells.map((cell, index) =>
        cell.query<[host: string]>({
          name: 'hosts',
          text: HOSTS,
          values: [byCell[index]],
          rowMode: 'array',
        }),
      ),
    );
    return [...new Set(answers.flatMap(({ rows }) => rows.map(([host]) => host)))];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#clients.map((client) => client.end()));
  }
}
