import { join } from 'node:path';
import getPort from 'get-port';
import { openRawMysql } from './open-raw.js';
import { type MysqlPrograms, unpackPrograms } from './programs.js';
import { launch, newPassword, urlOf } from './server.js';

/** A node of a throw-away Galera cluster. */
export interface GaleraNode {
  readonly name: string;
  /** URL of the node without a database, as its root. */
  readonly url: string;
  /** Kills it, and removes its data. */
  kill(): Promise<void>;
  /** Has it join the cluster, which gives it the data; resolves once it takes statements. */
  join(): Promise<void>;
}

/** A throw-away Galera cluster on free ports of this machine. */
export interface GaleraCluster {
  readonly nodes: readonly GaleraNode[];
  /** Kills all nodes and removes their data; also happens when this process ends. */
  stop(): Promise<void>;
}

/** The ports of a node, all on this machine. */
interface Ports {
  readonly port: number;
  /** For the other nodes; for a few changes that it has missed, and for all data. */
  readonly group: number;
  readonly changes: number;
  readonly data: number;
}

/**
 * Starts a cluster of MariaDB servers, one after the other.
 *
 * @throws Error if Debian's packages of MariaDB and Galera are not available.
 */
export async function startGalera(size = 3): Promise<GaleraCluster> {
  const programs = await unpackPrograms().catch((cause: unknown) => {
    const message = 'These tests need the packages mariadb-server and galera-4 from Debian.';
    throw new Error(message, { cause });
  });
  const password = newPassword();
  const ports: Ports[] = [];
  for (let number = 0; number < size; number += 1) ports.push(await freePorts());
  const members = ports.map(({ group }) => `127.0.0.1:${group}`).join(',');
  const nodes = ports.map((ofNode, index) =>
    createNode(programs, { name: `node${index + 1}`, ports: ofNode, members, password }),
  );
  const stop = async () => {
    await Promise.all(nodes.map((node) => node.kill()));
  };
  try {
    for (const [index, node] of nodes.entries()) await (index === 0 ? node.found() : node.join());
  } catch (error) {
    await stop();
    throw error;
  }
  return { nodes, stop };
}

async function freePorts(): Promise<Ports> {
  const free = () => getPort({ host: '127.0.0.1' });
  return { port: await free(), group: await free(), changes: await free(), data: await free() };
}

interface NodeOptions {
  readonly name: string;
  readonly ports: Ports;
  /** The addresses of all nodes. */
  readonly members: string;
  readonly password: string;
}

function createNode(
  programs: MysqlPrograms,
  { name, ports, members, password }: NodeOptions,
): GaleraNode & { found(): Promise<void> } {
  const { port } = ports;
  const url = urlOf(password, port);
  let stop = async () => {};
  const start = async (address: string, rootPassword?: string) => {
    ({ stop } = await launch(programs, {
      port,
      password: rootPassword,
      flags: (copied) => flagsFor(copied, { name, ports, address }),
    }));
    await untilReady(url);
  };
  return {
    name,
    url,
    kill: () => stop(),
    join: () => start(members),
    found: () => start('', password),
  };
}

function flagsFor(
  { unpacked = '/' }: MysqlPrograms,
  { name, ports, address }: { name: string; ports: Ports; address: string },
): string[] {
  const here = `127.0.0.1:${ports.group}`;
  const ofProvider = [
    `base_port=${ports.group}`,
    `gmcast.listen_addr=tcp://${here}`,
    `ist.recv_addr=127.0.0.1:${ports.changes}`,
    'gcache.size=16M',
  ];
  const options = {
    'wsrep-on': 'ON',
    'wsrep-provider': join(unpacked, 'usr/lib/galera/libgalera_smm.so'),
    'wsrep-provider-options': ofProvider.join(';'),
    'wsrep-cluster-name': 'cellbridge',
    'wsrep-cluster-address': `gcomm://${address}`,
    'wsrep-node-name': name,
    'wsrep-node-address': here,
    'wsrep-sst-method': 'rsync',
    'wsrep-sst-receive-address': `127.0.0.1:${ports.data}`,
    'binlog-format': 'ROW',
    'innodb-autoinc-lock-mode': 2,
  };
  return Object.entries(options).map(([option, value]) => `--${option}=${value}`);
}

/** A node takes connections before it takes statements. */
async function untilReady(url: string): Promise<void> {
  const raw = openRawMysql(url);
  try {
    for (let isReady = false; !isReady; ) {
      const [row] = await raw.query(`SHOW STATUS LIKE 'wsrep_ready'`);
      isReady = row?.Value === 'ON';
    }
  } finally {
    await raw.close();
  }
}
