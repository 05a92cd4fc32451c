import { type SQL, sql } from 'drizzle-orm';
import type { IndexParts, Inspection } from '../../inspection.js';

/** The user as a statement names its account. The host has no @. */
const USER = sql.raw(
  `concat('''', regexp_replace(current_user(), '@[^@]*$', ''), '''@''', substring_index(current_user(), '@', -1), '''')`,
);

/** The name of the database, quoted unless it is an ordinary word. */
const SCHEMA = sql.raw(`if(database() regexp '^[A-Za-z_][A-Za-z0-9_]*$'
  and not exists (select 1 from information_schema.keywords where word = upper(database())),
  database(), concat('\`', replace(database(), '\`', '\`\`'), '\`'))`);

/**
 * The rights of the user, in a table `rights`: on a table if it has a name, else on the whole database or all of
 * them. `is_known` is 0 if they cannot all be read: somebody with a role has those of the role too. Those of PUBLIC,
 * which nobody can read, do not count.
 */
const RIGHTS = sql`(
  select null as table_name, '' as privilege_type, coalesce(current_role(), 'NONE') = 'NONE'
    and exists (select 1 from information_schema.user_privileges where grantee = ${USER}) as is_known
  union all
  select null, privilege_type, 1 from information_schema.user_privileges where grantee = ${USER}
  union all
  select null, privilege_type, 1 from information_schema.schema_privileges
  where grantee = ${USER} and database() like table_schema
  union all
  select table_name, privilege_type, 1 from information_schema.table_privileges
  where grantee = ${USER} and table_schema = database()
  union all
  select table_name, privilege_type, 1 from information_schema.column_privileges
  where grantee = ${USER} and table_schema = database()) as rights`;

/** Returns whether the user has a right, over the rows of {@link RIGHTS}. A right that cannot be read counts as given. */
function has(right: string): SQL {
  return sql.raw(`max(rights.privilege_type = '${right}' or not rights.is_known)`);
}

/**
 * The errors of a server that cannot build an index while others write: the table has to be copied, or more is
 * written meanwhile than the server keeps.
 */
const ONLINE_REFUSALS: readonly unknown[] = [1799, 1845, 1846];

/**
 * The catalogue of one database of a server. It shows only what the user has a right on. Columns get an alias, because
 * MySQL 8 names them in capitals.
 */
export const mysqlInspection: Inspection = {
  tables: (names) => sql`
    select t.table_name as table_name, concat(${SCHEMA}, '.', t.table_name) as full_name, ${SCHEMA} as schema_name,
      case when t.table_type = 'VIEW' then 'a view' when t.engine = 'InnoDB' then 'table'
        else concat('a table of the engine ', coalesce(t.engine, '(none)')) end as kind,
      'an administrator' as owner, ${has('ALTER')} and ${has('INDEX')} as is_owned, 1 as may_create,
      ${has('SELECT')} as may_select, ${has('INSERT')} as may_insert,
      ${has('UPDATE')} as may_update, ${has('DELETE')} as may_delete
    from information_schema.tables t
    left join ${RIGHTS} on rights.table_name is null or rights.table_name = t.table_name
    where t.table_schema = database() and t.table_name in ${listOf(names)}
    group by t.table_name, t.table_type, t.engine`,
  columns: (names) => sql`
    select table_name as table_name, column_name as column_name from information_schema.columns
    where table_schema = database() and table_name in ${listOf(names)}`,
  indexes: (names) => sql`
    select distinct table_name as table_name, index_name as name, index_name as full_name, 1 as is_valid
    from information_schema.statistics
    where table_schema = database() and table_name in ${listOf(names)}`,
  place: sql`
    select ${USER} as user_name, ${SCHEMA} as schema_name, ${has('CREATE')} as may_create,
      max(not rights.is_known or (rights.table_name is null
        and rights.privilege_type in ('SELECT', 'INSERT', 'UPDATE', 'DELETE'))) as sees_all
    from ${RIGHTS}`,
  shared: undefined,
  textColumns: (names) => sql`
    select table_name as table_name, column_name as column_name, character_maximum_length as max_length,
      if(character_set_name = 'utf8', 'utf8mb3', character_set_name) as character_set
    from information_schema.columns
    where table_schema = database() and table_name in ${listOf(names)} and character_set_name is not null`,
  columnsOf: (table) => sql`
    select column_name as name from information_schema.columns
    where table_schema = database() and table_name = ${table}`,

  indexStatement(index, table) {
    const statement = plainIndexStatement(index, table);
    return statement && `${statement} algorithm=inplace lock=none`;
  },
  indexRemedy(error, index, table) {
    const { errno } = (error as { cause?: { errno?: unknown } } | undefined)?.cause ?? {};
    if (!ONLINE_REFUSALS.includes(errno)) return undefined;
    return `Have it built while nothing writes to the table: ${plainIndexStatement(index, table)};`;
  },
  // The second, because MariaDB locks the tables with foreign keys to it too, while it keeps readers out.
  queueBriefly: sql`set session lock_wait_timeout = 2, innodb_lock_wait_timeout = 2`,
  tableOptions: ' engine=InnoDB row_format=dynamic default charset=utf8mb4 collate=utf8mb4_bin',
  grants: {
    // A statement takes one table.
    onTables: (rights, tables, user) =>
      tables.map((table) => `grant ${rights} on ${table} to ${user};`),
    toCreate: (schema, user) => `grant create on ${schema}.* to ${user};`,
    // Neither databases nor sequences have such a right.
    toUse: () => '',
  },
};

/**
 * InnoDB indexes a foreign key by itself, and would replace that index by one of ours. There are no partial indexes:
 * the column of the condition comes first. No index serves the order of bytes.
 */
function plainIndexStatement(
  { name, column, where, inByteOrder, hasForeignKey }: IndexParts,
  table: string,
): string | undefined {
  if (inByteOrder || hasForeignKey) return undefined;
  const columns = where ? `${where.column}, ${column}` : column;
  return `create index ${name} on ${table} (${columns})`;
}

function listOf(names: readonly string[]): SQL {
  return sql`(${sql.join(
    names.map((name) => sql`${name}`),
    sql`, `,
  )})`;
}
