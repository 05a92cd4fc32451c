import { PermissionError } from '@cellbridge/database';
import type { Right, SchemaDefinition } from '@cellbridge/schema';
import type { Catalogue } from './catalogue.js';
import { checkReadable } from './check-readable.js';
import { alteredBy } from './migrations.js';
import { BOOKKEEPING, type SchemaState } from './schema-state.js';

const EVERYTHING: readonly Right[] = ['select', 'insert', 'update', 'delete'];

/**
 * Refuses a sync if the user lacks a right that it cannot do without: to look at tables, and to create or
 * alter tables of ours. Changes nothing.
 *
 * @throws PermissionError that names the statement for an owner to run.
 */
export function checkRights(
  database: string,
  definition: SchemaDefinition,
  { catalogue, toMake, toRun }: Pick<SchemaState, 'catalogue' | 'toMake' | 'toRun'>,
): void {
  const { tables, user } = catalogue;
  const read = [...tables.keys()].filter((name) => neededOf(definition, name).includes('select'));
  checkReadable(database, catalogue, read, grantsOf(definition, catalogue));
  if (toMake.length === 0 && toRun.length === 0) return;
  const { schema, mayCreate } = homeOf(definition, catalogue);
  const refuse = (reason: string) => {
    throw new PermissionError(`${database}: ${reason}`, { database });
  };
  if (schema === null) {
    refuse(
      'there is no schema on the search_path in which tables can be made; name one in the URL, with ?options=-c%20search_path%3DNAME.',
    );
  }
  if (!mayCreate) {
    const [grant] = creationGrants(definition, { catalogue, toMake, toRun });
    refuse(`user ${user} may not make tables in schema ${schema}; have its owner run: ${grant}`);
  }
  const altered = toRun
    .flatMap(alteredBy)
    .flatMap((name) => tables.get(name) ?? [])
    .find(({ isOwned }) => !isOwned);
  if (altered) {
    refuse(
      `${altered.fullName} is to be upgraded, and belongs to ${altered.owner}; have ${altered.owner} run this sync once.`,
    );
  }
}

/** Returns the statement that lets the user create the tables that a sync has to make; none if nothing is missing. */
export function creationGrants(
  definition: SchemaDefinition,
  { catalogue, toMake, toRun }: Pick<SchemaState, 'catalogue' | 'toMake' | 'toRun'>,
): string[] {
  const { schema, mayCreate } = homeOf(definition, catalogue);
  if (toMake.length + toRun.length === 0 || mayCreate || schema === null) return [];
  return [catalogue.grants.toCreate(schema, catalogue.user)];
}

/** Returns the schema for our tables: that of Nova's, if they exist. */
export function homeOf(
  { nova }: SchemaDefinition,
  { tables, schema, mayCreate }: Catalogue,
): Pick<Catalogue, 'schema' | 'mayCreate'> {
  const [found] = Object.keys(nova).flatMap((name) => tables.get(name) ?? []);
  return found && found.schema !== schema ? found : { schema, mayCreate };
}

/** Returns the statements that grant the missing rights on the rows of the tables. */
export function grantsOf(
  definition: SchemaDefinition,
  { tables, user, grants }: Catalogue,
): string[] {
  const byRights = new Map<string, string[]>();
  const sequences: string[] = [];
  for (const { name, fullName, refused, refusedSequences } of tables.values()) {
    const needed = neededOf(definition, name);
    const lacking = needed.filter((right) => refused.has(right)).join(', ');
    if (lacking !== '') byRights.set(lacking, [...(byRights.get(lacking) ?? []), fullName]);
    if (needed.includes('insert')) sequences.push(...refusedSequences);
  }
  return [
    ...[...byRights].flatMap(([rights, names]) => grants.onTables(rights, names, user)),
    ...(sequences.length > 0 ? [grants.toUse(`sequence ${sequences.join(', ')}`, user)] : []),
  ];
}

/** Returns the statements that grant the needed rights on tables which the server may hide, because the user has none. */
export function grantsOnHidden(
  definition: SchemaDefinition,
  { tables, user, grants, schema, seesAll }: Catalogue,
  names: readonly string[],
): string[] {
  if (seesAll) return [];
  const isSynced = tables.has(BOOKKEEPING);
  const hidden = names.filter(
    (name) => !tables.has(name) && (isSynced || Object.hasOwn(definition.nova, name)),
  );
  return hidden.flatMap((name) =>
    grants.onTables(neededOf(definition, name).join(', '), [`${schema}.${name}`], user),
  );
}

/** Our own tables need every right; one that is only dropped needs none on its rows. */
function neededOf({ rights, bookkeeping }: SchemaDefinition, table: string): readonly Right[] {
  if (table === BOOKKEEPING && !bookkeeping) return [];
  return rights?.[table] ?? EVERYTHING;
}
