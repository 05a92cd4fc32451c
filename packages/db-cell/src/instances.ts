/**
 * The instances of a cell as Nova shows them: not deleted, not soft-deleted by a user (`vm_state`), and not the
 * copy that a cross-cell resize hides. A `vm_state` or `hidden` of NULL counts as shown, and so does a missing
 * column: `hidden` came with Train, and cells created by Cellbridge have neither.
 */

import { type PreparedQuery, prepared } from '@cellbridge/database';
import { and, isNotNull, type SQL, sql } from 'drizzle-orm';
import type { CellReader, TablesOfCell } from './cell-database.js';
import { isLive } from './is-live.js';

/** Finds the hosts of the instances that are live here and have one, each once. One statement. */
export async function findHosts(
  reader: CellReader,
  instanceUuids: readonly string[],
): Promise<string[]> {
  const rows = await distinctHosts(reader, { uuids: instanceUuids });
  return rows.map(({ host }) => host).filter(isName);
}

/** A live instance, and its host. */
export interface InstanceHost {
  readonly uuid: string;
  readonly host: string;
}

/** Finds the instances that are live here and have a host, with the host. One statement. */
export async function findInstanceHosts(
  reader: CellReader,
  instanceUuids: readonly string[],
): Promise<InstanceHost[]> {
  const rows = await hosts(reader, { uuids: instanceUuids });
  return rows.flatMap(({ uuid, host }) => (isName(host) ? [{ uuid, host }] : []));
}

/** Finds the instances that are live here. One statement. */
export async function findLiveInstances(
  reader: CellReader,
  instanceUuids: readonly string[],
): Promise<string[]> {
  const rows = await liveInstances(reader, { uuids: instanceUuids });
  return rows.map(({ uuid }) => uuid);
}

/** Finds the instances that are not deleted here, whether or not Nova shows them. One statement. */
export async function findUndeletedInstances(
  reader: CellReader,
  instanceUuids: readonly string[],
): Promise<string[]> {
  const rows = await undeletedInstances(reader, { uuids: instanceUuids });
  return rows.map(({ uuid }) => uuid);
}

/** Finds the instances that are live here and belong to a user. One statement. */
export async function findInstancesOfUser(
  reader: CellReader,
  instanceUuids: readonly string[],
  userId: string,
): Promise<string[]> {
  const rows = await instancesOfUser(reader, { uuids: instanceUuids, userId });
  return rows.map(({ uuid }) => uuid);
}

const distinctHosts = overInstances((reader, { areAsked, instances }) =>
  reader
    .select({ host: instances.host })
    .from(instances)
    .where(and(areAsked, isNotNull(instances.host)))
    .groupBy(instances.host, reader.dialect.byteOrder(instances.host)),
);

const hosts = overInstances((reader, { areAsked, instances }) =>
  reader
    .select({ uuid: instances.uuid, host: instances.host })
    .from(instances)
    .where(and(areAsked, isNotNull(instances.host))),
);

const liveInstances = overInstances((reader, { areAsked, instances }) =>
  reader.select({ uuid: instances.uuid }).from(instances).where(areAsked),
);

const instancesOfUser = overInstances((reader, { areAsked, instances }) =>
  reader
    .select({ uuid: instances.uuid })
    .from(instances)
    .where(and(areAsked, reader.dialect.equals(instances.userId, sql.placeholder('userId')))),
);

const undeletedInstances = prepared((reader: CellReader) => {
  const { instances } = reader.tables;
  const areAsked = reader.dialect.anyOf(instances.uuid, sql.placeholder('uuids'), 'text');
  return reader
    .select({ uuid: instances.uuid })
    .from(instances)
    .where(and(areAsked, isLive(instances)));
});

/** The parts of a query on instances. */
interface Parts {
  readonly instances: TablesOfCell['instances'];
  /** Whether an instance is one of the placeholder `uuids`, and live. */
  readonly areAsked: SQL | undefined;
}

type Build<Row> = (
  reader: CellReader,
  parts: Parts,
) => ReturnType<Parameters<typeof prepared<Row, TablesOfCell>>[0]>;

/** Returns a query that is prepared once for each set of columns that cells have. */
function overInstances<Row>(build: Build<Row>): PreparedQuery<Row, TablesOfCell> {
  const queries = new Map<string, PreparedQuery<Row, TablesOfCell>>();
  return async (reader, values) => {
    const states = await knownStates(reader);
    const key = states.map(({ column }) => column).join();
    const query =
      queries.get(key) ??
      prepared((reader: CellReader) => {
        const { instances } = reader.tables;
        const isAsked = reader.dialect.anyOf(instances.uuid, sql.placeholder('uuids'), 'text');
        const isShown = states.map((state) => state.isShown);
        return build(reader, { instances, areAsked: and(isAsked, isLive(instances), ...isShown) });
      });
    queries.set(key, query);
    return await query(reader, values);
  };
}

/** The columns that decide whether Nova shows an instance, besides `deleted`. */
const STATES: readonly { readonly column: string; readonly isShown: SQL }[] = [
  { column: 'vm_state', isShown: sql`coalesce(vm_state, '') <> 'soft-delete'` },
  { column: 'hidden', isShown: sql`hidden is not true` },
];

/** Returns those of the columns that the cell has. */
async function knownStates(reader: CellReader): Promise<typeof STATES> {
  const states: (typeof STATES)[number][] = [];
  for (const state of STATES) {
    if (await reader.hasColumn('instances', state.column)) states.push(state);
  }
  return states;
}

function isName(host: string | null): host is string {
  return host !== null && host !== '';
}
