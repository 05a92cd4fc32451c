import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { type AddressInfo, connect, createServer } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { openDatabase } from '@cellbridge/database';
import { instanceGroupsMigration, runOnlineDataMigrations } from '@cellbridge/migrator';
import { Deployment, type DeploymentOptions, InstanceGroup } from '@cellbridge/objects';
import {
  ApiDatabase,
  createDeployment,
  type GaleraCluster,
  Harness,
  holdStatement,
  proof,
  startGalera,
  startSource,
  startTcpProxy,
  type TcpProxy,
  type TestDeployment,
} from '@cellbridge/testing';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Expected, startOutageWriter } from './outage-writer.js';
import { cellbridge } from './run.js';

const BIN = new URL('../src/bin.ts', import.meta.url);
const MOVE = ['db', 'online-data-migrations'];
const OUTAGES = proof(1, 3);
const GROUPS = 240;

const NUMBER = sql`select number from counters`;

describe('In a Galera cluster', { timeout: 300_000 }, () => {
  let cluster: GaleraCluster;
  /** Leads to one node, as a load balancer with the others as backup. */
  let balancer: TcpProxy;
  let harness: Harness;
  beforeAll(async () => {
    cluster = await startGalera();
    balancer = await startTcpProxy(urlOfNode(0));
    harness = new Harness('mysql', { mysqlUrl: balancer.url });
  }, 600_000);
  afterAll(async () => {
    await harness?.cleanup();
    await balancer?.[Symbol.asyncDispose]();
    await cluster?.stop();
  });

  function urlOfNode(index: number): string {
    return cluster.nodes[index]?.url ?? '';
  }

  /** The same database on a node, past the load balancer. */
  function onNode(index: number, url: string): string {
    const there = new URL(url);
    there.host = new URL(urlOfNode(index)).host;
    return there.href;
  }

  /** Opens a deployment over a node. */
  function openOn(
    index: number,
    { api, cells }: TestDeployment,
    options: Omit<DeploymentOptions, 'api' | 'cells'> = {},
  ): Promise<Deployment> {
    return Deployment.open({
      api: onNode(index, api.url),
      cells: cells.map(({ uuid, name, url }) => ({ uuid, name, url: onNode(index, url) })),
      ...options,
    });
  }

  async function makeCounter(): Promise<string> {
    const url = await harness.createDatabaseUrl();
    await harness.open(url).query('CREATE TABLE counters (id int PRIMARY KEY, number int)');
    await harness.open(url).query('INSERT INTO counters VALUES (1, 0)');
    return url;
  }

  test('connections of a process that reach two nodes are refused', async () => {
    const url = await makeCounter();
    const { intercept, reached, release } = holdStatement(({ text }) => text === 'commit');
    await using database = await openDatabase(url, { intercept });
    const reading = database.transaction((transaction) => transaction.all(NUMBER));
    await reached;
    balancer.leadTo(urlOfNode(1));
    const error = await failureOf(database.all(NUMBER));
    balancer.leadTo(urlOfNode(0));
    release();
    expect(await reading).toEqual([{ number: 0 }]);
    expect(error).toMatchObject({ code: 'CONNECTION_FAILED', isRetryable: true });
    expect(String(error)).toContain('the nodes node1 and node2 of a Galera cluster');
  });

  test('the doctor finds a load balancer that spreads connections over the nodes', async () => {
    const { api, cell } = await createDeployment(harness);
    let connections = 0;
    const spreading = createServer((socket) => {
      connections += 1;
      const { hostname, port } = new URL(urlOfNode(connections % 2));
      const upstream = connect(Number(port), hostname);
      socket.pipe(upstream).pipe(socket);
      for (const side of [socket, upstream]) side.on('error', () => side.destroy());
    }).listen(0, '127.0.0.1');
    await once(spreading, 'listening');
    const url = new URL(cell.url);
    url.host = `127.0.0.1:${(spreading.address() as AddressInfo).port}`;
    await api.raw.query('UPDATE cell_mappings SET database_connection = ?', url.href);
    const { code, stdout } = await cellbridge({ apiUrl: api.url }, 'doctor');
    spreading.close();
    expect(code).toBe(4);
    expect(stdout).toMatch(
      /^ {2}PROBLEM {2}connection .*connections reach the nodes node\d and node\d of a Galera cluster/m,
    );
    await api.raw.query('UPDATE cell_mappings SET database_connection = ?', cell.url);
    expect((await cellbridge({ apiUrl: api.url }, 'doctor')).code).toBe(0);
  });

  test('a read sees what was committed on another node before it', async () => {
    const url = await makeCounter();
    const writer = harness.open(onNode(0, url));
    await using reader = await openDatabase(onNode(1, url));
    for (let number = 1; number <= 200; number += 1) {
      await writer.query('UPDATE counters SET number = ?', number);
      expect(await reader.all(NUMBER)).toEqual([{ number }]);
    }
  });

  test('a transaction that fails at its commit is tried again', async () => {
    const url = await makeCounter();
    const other = harness.open(onNode(1, url));
    let commits = 0;
    const intercept = async ({ text }: { text: string }) => {
      if (text !== 'commit') return;
      commits += 1;
      if (commits === 1) await other.query('UPDATE counters SET number = number + 1');
    };
    await using database = await openDatabase(onNode(0, url), { intercept });
    await database.transaction(async (transaction) => {
      await transaction.run(sql`update counters set number = number + 10`);
    });
    expect(commits).toBe(2);
    expect(await database.all(NUMBER)).toEqual([{ number: 11 }]);
  });

  test('a writer on another node than a migrator is refused, and nothing is lost', async () => {
    const databases = await createDeployment(harness);
    const uuid = randomUUID();
    await databases.cell.addGroups([{ uuid, name: 'group', members: ['kept'] }]);
    const held = holdAfterClaim();
    await using migrator = await openOn(0, databases, { database: { intercept: held.intercept } });
    const moving = move(migrator);
    await held.reached;
    await using service = await openOn(1, databases);
    const add = () => InstanceGroup.addMembers(service.adminContext(), uuid, ['added']);
    const refusal = await failureOf(add());
    held.release();
    expect(await moving).toMatchObject({ outcome: 'complete' });
    expect(refusal).toMatchObject({
      code: 'CELL_UNAVAILABLE',
      isRetryable: true,
      message: expect.stringMatching(TWO_NODES),
    });
    expect((await add()).sort()).toEqual(['added', 'kept']);
    await expectContent(
      databases,
      new Map([[uuid, { name: 'group', members: ['added', 'kept'] }]]),
    );
  });

  test('a migrator on another node than one at work is refused, and nothing is lost', async () => {
    const databases = await createDeployment(harness);
    const uuid = randomUUID();
    await databases.cell.addGroups([{ uuid, name: 'group', members: ['kept'] }]);
    const looking = holdStatement(({ text }) => /^select .*"cellbridge_claims"/.test(text));
    await using second = await openOn(1, databases, { database: looking });
    const refused = move(second);
    await looking.reached;
    const held = holdAfterClaim();
    await using first = await openOn(0, databases, { database: { intercept: held.intercept } });
    const moving = move(first);
    await held.reached;
    looking.release();
    const { migrations } = await refused;
    held.release();
    expect(await moving).toMatchObject({ outcome: 'complete' });
    const message = expect.stringMatching(TWO_NODES);
    expect(migrations[0]?.unavailableCells).toEqual([expect.objectContaining({ message })]);
    await expectContent(databases, new Map([[uuid, { name: 'group', members: ['kept'] }]]));
  });

  test('a claim that a failover has left stops a writer once, and no migrator', async () => {
    const databases = await createDeployment(harness);
    const uuids = [randomUUID(), randomUUID()];
    const added = await databases.cell.addGroups(uuids.map((uuid) => ({ uuid, name: 'group' })));
    const leave = async () => {
      const claim = { group_ids: `[${added[0]?.id}]`, created_at: '2000-01-01 00:00:00.000000' };
      const of = { cell_uuid: databases.cell.uuid, node: 'node3' };
      await databases.api.raw.insert('cellbridge_claims', [{ id: randomUUID(), ...claim, ...of }]);
    };
    await leave();
    await using deployment = await openOn(0, databases);
    const add = (uuid: string) =>
      InstanceGroup.addMembers(deployment.adminContext(), uuid, ['added']);
    // Whichever group it writes: no row lock of its node holds where the claim was made.
    expect(await failureOf(add(uuids[1] ?? ''))).toMatchObject({ code: 'CELL_UNAVAILABLE' });
    for (const uuid of uuids) expect(await add(uuid)).toEqual(['added']);
    await leave();
    expect(await move(deployment)).toMatchObject({ outcome: 'complete' });
    const group = { name: 'group', members: ['added'] };
    await expectContent(databases, new Map(uuids.map((uuid) => [uuid, group])));
  });

  test(`nothing is lost when the writing node is killed during a move, ${OUTAGES} times`, {
    timeout: 1_800_000,
  }, async () => {
    const databases = await createDeployment(harness);
    const seeds = Array.from({ length: GROUPS * OUTAGES }, (_, index) => {
      return { uuid: randomUUID(), name: `group ${index}`, members: ['first', 'second'] };
    });
    await databases.cell.addGroups(seeds);
    const initial = new Map(seeds.map(({ uuid, name, members }) => [uuid, { name, members }]));
    const writer = await startOutageWriter(databases.api.url, initial);
    const outages: string[] = [];
    for (let outage = 0; outage < OUTAGES; outage += 1) {
      await writer.acknowledged(20);
      const limits = ['--batch-size', '5', '--max-count', `${GROUPS}`];
      const migrator = startSource(BIN, {
        arguments: [...MOVE, ...limits, '--api-db', databases.api.url],
      });
      await migrator.waitFor('\n');
      // Its claims stay.
      if (outage % 2 === 1) migrator.kill('SIGKILL');
      const [active, next] = [outage, outage + 1].map((count) => count % cluster.nodes.length);
      const started = performance.now();
      await cluster.nodes[active ?? 0]?.kill();
      const left = await liveGroups(databases, next ?? 0);
      balancer.leadTo(urlOfNode(next ?? 0));
      await writer.acknowledged(1);
      const duration = Math.round(performance.now() - started);
      const { code, stderr } = await migrator.result;
      expect(left).toBeGreaterThan(0);
      expect(stderr).not.toMatch(STACK);
      outages.push(`${duration} ms, ${left} groups left, the command ended with ${code}`);
      await writer.acknowledged(20);
      await cluster.nodes[active ?? 0]?.join();
      await writer.acknowledged(20);
    }
    const last = await cellbridge({ apiUrl: databases.api.url }, ...MOVE, '--batch-size', '20');
    expect(last).toMatchObject({ code: 0, stderr: '' });
    await writer.acknowledged(20);
    await writer.finish();
    for (const error of writer.errors) {
      expect(error).toMatchObject({
        code: expect.stringMatching(/^(CONNECTION_FAILED|CELL_UNAVAILABLE)$/),
      });
    }
    await expectContent(databases, writer.groups);
    const errors = new Set(writer.errors.map(({ message }) => message));
    console.info(
      `Kills, and when writes went on: ${outages.join('; ')}. Errors: ${writer.errors.length}\n${[...errors].join('\n')}`,
    );
    balancer.leadTo(urlOfNode(0));
    balancer.cut();
  });

  test('a process leaves a node that has fallen silent', async () => {
    const url = await makeCounter();
    await using database = await openDatabase(url, { readTimeout: 1_000 });
    const [file] = await harness.open(urlOfNode(0)).query('SELECT @@pid_file AS path');
    process.kill(Number(await readFile(String(file?.path), 'utf8')), 'SIGSTOP');
    balancer.leadTo(urlOfNode(1));
    const started = performance.now();
    const first = await failureOf(database.all(NUMBER));
    const noticed = performance.now();
    // Until the others have given the node up, they wait for it too.
    while ((await failureOf(database.all(NUMBER))) !== undefined);
    const [noticing, leaving] = [noticed, performance.now()].map((at) => Math.round(at - started));
    console.info(`A silent node was noticed after ${noticing} ms, and left after ${leaving} ms.`);
    expect(first).toMatchObject({
      code: 'CONNECTION_FAILED',
      isRetryable: true,
      message: expect.stringContaining('There was no answer for 6000 ms'),
    });
    await cluster.nodes[0]?.kill();
    await cluster.nodes[0]?.join();
    balancer.leadTo(urlOfNode(0));
    balancer.cut();
  });

  test('a node that only reads is named as such', async () => {
    const databases = await createDeployment(harness);
    const { name, url } = await harness.createRole(databases.api.url);
    const root = harness.open(urlOfNode(0));
    for (const { pathname } of [databases.api, databases.cell].map((one) => new URL(one.url))) {
      await root.query(`GRANT ALL ON ${pathname.slice(1)}.* TO ${name}`);
    }
    await root.query('SET GLOBAL read_only = 1');
    const created = await cellbridge({ apiUrl: url }, 'group', 'create', 'new');
    await root.query('SET GLOBAL read_only = 0');
    expect(created.stderr).toContain('This server only reads');
    expect(created.stderr).not.toMatch(STACK);
    expect(created).toMatchObject({ code: 127, stdout: '' });
  });

  test('a node that has lost the others is unavailable', async () => {
    const databases = await createDeployment(harness);
    await databases.cell.addGroups([{ name: 'group' }]);
    await using deployment = await openOn(0, databases);
    for (const node of cluster.nodes.slice(1)) await node.kill();
    const root = harness.open(urlOfNode(0));
    const status = `SHOW STATUS LIKE 'wsrep_ready'`;
    while ((await root.query(status))[0]?.Value !== 'OFF') await setTimeout(100);
    const adding = InstanceGroup.create(deployment.adminContext(), { name: 'new' });
    const failure = await failureOf(adding);
    const shown = await cellbridge({ apiUrl: onNode(0, databases.api.url) }, 'status');
    await root.query(`SET GLOBAL wsrep_provider_options = 'pc.bootstrap=true'`);
    expect(failure).toMatchObject({ code: 'CONNECTION_FAILED', isRetryable: true });
    expect(shown.stderr).toContain('This node has left its cluster');
    expect(shown.stderr).not.toMatch(STACK);
    expect(shown).toMatchObject({ code: 127, stdout: '' });
  });

  /** How many groups are live in the cell, as a node knows. */
  async function liveGroups({ cell }: TestDeployment, index: number): Promise<number> {
    const live = 'SELECT count(*) AS number FROM instance_groups WHERE deleted = 0';
    const [row] = await harness.open(onNode(index, cell.url)).query(live);
    return Number(row?.number);
  }

  /** Compares all groups with what was acknowledged. */
  async function expectContent(
    { api, cells }: TestDeployment,
    groups: ReadonlyMap<string, Expected>,
  ): Promise<void> {
    const raw = harness.open(api.url);
    const expected = [...groups].flatMap(([uuid, group]) =>
      group ? [{ uuid, name: group.name, members: [...group.members].sort() }] : [],
    );
    const found = await new ApiDatabase(raw).groups();
    expect(found.map(({ uuid, name, members }) => ({ uuid, name, members }))).toEqual(
      expected.sort((left, right) => (left.uuid < right.uuid ? -1 : 1)),
    );
    const twice = `SELECT group_id FROM instance_group_member GROUP BY group_id, instance_uuid
      HAVING count(*) > 1`;
    expect(await raw.query(twice)).toEqual([]);
    for (const { url } of cells) {
      const live = 'SELECT uuid FROM instance_groups WHERE deleted = 0';
      expect(await harness.open(url).query(live)).toEqual([]);
    }
    const verified = await cellbridge({ apiUrl: api.url }, 'db', 'verify', '--json');
    expect(verified.json()).toMatchObject({ outcome: 'clean', findings: [] });
  }
});

const TWO_NODES = /the node node2 .* over the node node1: .* load balancer/;

/** A line of a stack trace. */
const STACK = /^\s+at /m;

/** Holds a migrator once its first claim is committed, before it reads the batch. */
function holdAfterClaim() {
  let hasClaimed = false;
  return holdStatement(({ text }) => {
    hasClaimed ||= text.includes('insert into "cellbridge_claims"');
    return hasClaimed && text.includes('instance_group_member');
  });
}

function move(deployment: Deployment) {
  return runOnlineDataMigrations(deployment, [instanceGroupsMigration]);
}

async function failureOf(call: Promise<unknown>): Promise<unknown> {
  return await call.then(
    () => undefined,
    (error: unknown) => error,
  );
}
