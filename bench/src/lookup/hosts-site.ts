import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { makeSchema } from '../data/make-schema.js';
import type { Lab } from '../lab.js';
import { withClient } from '../postgresql/with-client.js';

/** Instances of each cell, apart from the members. */
const OTHERS = 25_000;

/** A deployment with instances: an API database with their mappings, and the cells they are in. */
export interface HostsSite {
  readonly api: string;
  readonly cells: readonly string[];
  /** Uuids of instances, spread evenly over the cells. */
  readonly members: readonly string[];
  drop(): Promise<void>;
}

/** Makes the databases on PostgreSQL; no cell holds a group. */
export async function createHostsSite(
  lab: Lab,
  { cells: cellCount, members: memberCount }: { cells: number; members: number },
): Promise<HostsSite> {
  const server = await lab.server('postgresql');
  const api = await server.create('api', (url) => makeSchema('api', url));
  const members = Array.from({ length: memberCount }, () => randomUUID());
  const cells: string[] = [];
  for (let number = 1; number <= cellCount; number += 1) {
    const cell = await server.create('empty cell', (url) => makeSchema('cell', url));
    cells.push(cell);
    const here = members.filter((_, index) => index % cellCount === number - 1);
    const uuids = [...here, ...Array.from({ length: OTHERS }, () => randomUUID())];
    await withClient(cell, (client) => addInstances(client, uuids));
    await withClient(api, (client) => addMappings(client, number, cell, uuids));
  }
  await server.settle();
  return {
    api,
    cells,
    members,
    async drop() {
      for (const url of [api, ...cells]) await server.drop(url);
    },
  };
}

async function addInstances(client: pg.Client, uuids: readonly string[]): Promise<void> {
  await client.query(
    `INSERT INTO instances (uuid, host, user_id, project_id, deleted)
     SELECT uuid, 'host-' || n % 100, 'user', 'project', 0
     FROM unnest($1::text[]) WITH ORDINALITY AS given (uuid, n)`,
    [uuids],
  );
  await client.query('VACUUM (ANALYZE)');
}

async function addMappings(
  client: pg.Client,
  number: number,
  url: string,
  uuids: readonly string[],
): Promise<void> {
  await client.query(
    'INSERT INTO cell_mappings (id, uuid, name, database_connection) VALUES ($1, $2, $3, $4)',
    [number, randomUUID(), `cell${number}`, url],
  );
  await client.query(
    `INSERT INTO instance_mappings (instance_uuid, cell_id, project_id)
     SELECT uuid, $2, 'project' FROM unnest($1::text[]) AS uuid`,
    [uuids, number],
  );
  await client.query('VACUUM (ANALYZE)');
}
