import { Param, type SQL, sql } from 'drizzle-orm';
import type { Inspection } from '../../inspection.js';
import { followIdsStatement } from './sequence-behind.js';

/**
 * The catalogue of a server. A name means what it means in a statement: the first match on the search path,
 * whoever may use it. `information_schema` would only show what the user may use, and `current_schema()` only
 * the first schema of the path.
 */
export const postgresqlInspection: Inspection = {
  tables: (names) => sql`
    select wanted.name as table_name, ${fullName('c')} as full_name, quote_ident(n.nspname) as schema_name,
      case c.relkind when 'r' then 'table' when 'p' then 'a partitioned table' when 'v' then 'a view'
        when 'm' then 'a materialized view' when 'f' then 'a foreign table' else 'no table' end as kind,
      quote_ident(pg_get_userbyid(c.relowner)) as owner, pg_has_role(c.relowner, 'USAGE') as is_owned,
      has_schema_privilege(n.oid, 'CREATE') as may_create,
      has_any_column_privilege(c.oid, 'SELECT') as may_select,
      has_any_column_privilege(c.oid, 'INSERT') as may_insert,
      has_any_column_privilege(c.oid, 'UPDATE') as may_update,
      has_table_privilege(c.oid, 'DELETE') as may_delete
    from ${found(names)}`,
  columns: (names) => sql`
    select wanted.name as table_name, a.attname as column_name
    from ${found(names)} join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped`,
  indexes: (names) => sql`
    select wanted.name as table_name, x.relname as name, ${fullName('x')} as full_name, i.indisvalid as is_valid
    from ${found(names)} join pg_index i on i.indrelid = c.oid join pg_class x on x.oid = i.indexrelid`,
  place: sql`
    select quote_ident(current_user) as user_name, quote_ident(current_schema()) as schema_name,
      coalesce(has_schema_privilege(current_schema(), 'CREATE'), false) as may_create, true as sees_all`,
  shared: {
    hidden: (names) => sql`
      select c.relname as table_name, ${fullName('c')} as full_name
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relname = any(${listOf(names)}) and n.nspname = any(current_schemas(false))
        and c.relkind in ('r', 'p', 'v', 'm', 'f') and c.oid <> to_regclass(quote_ident(c.relname))`,
    outOfReach: (names) => sql`
      select c.relname as table_name, quote_ident(n.nspname) as schema_name
      from regexp_split_to_table(current_setting('search_path'), '[ ]*,[ ]*') as path (entry)
      join pg_namespace n on n.nspname = replace(trim(both '"' from path.entry), '$user', current_user)
      join pg_class c on c.relnamespace = n.oid
      where c.relname = any(${listOf(names)}) and not has_schema_privilege(n.oid, 'USAGE')`,
    refusedSequences: (names) => sql`
      select wanted.name as table_name, ${fullName('s')} as full_name
      from ${found(names)}
      join pg_depend d on d.refclassid = 'pg_class'::regclass and d.refobjid = c.oid
        and d.classid = 'pg_class'::regclass and d.deptype = 'a'
      join pg_class s on s.oid = d.objid
      where case s.relkind when 'S' then not has_sequence_privilege(s.oid, 'USAGE') end`,
    sequences: (names) => sql`
      select wanted.name as table_name, ${fullName('c')} as full_name,
        pg_sequence_last_value(s.oid) as last_value
      from ${found(names)}
      join pg_class s on s.oid = to_regclass(pg_get_serial_sequence(${fullName('c')}, 'id'))
      where has_sequence_privilege(s.oid, 'USAGE, SELECT')`,
    followIds: followIdsStatement,
    makeIn: (schema) => sql`
      select set_config('search_path', concat_ws(', ', ${schema}::text, nullif(current_setting('search_path'), '')), true)`,
    // A pooler's session is left unchanged: others would get the setting.
    waitBriefly: sql`
      select set_config('lock_timeout', '2s', false)
      where current_setting('cellbridge.owns_session', true) = 'yes'`,
    dropIndex: (name, { ifExists = false } = {}) =>
      `drop index concurrently ${ifExists ? 'if exists ' : ''}${name}`,
  },
  textColumns: (names) => sql`
    select wanted.name as table_name, a.attname as column_name,
      case when a.atttypid = 'varchar'::regtype and a.atttypmod > 4 then a.atttypmod - 4 end as max_length,
      current_setting('server_encoding') as character_set
    from ${found(names)} join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where a.atttypid in ('varchar'::regtype, 'text'::regtype)`,
  columnsOf: (table) => sql`
    select attname as name from pg_attribute
    where attrelid = to_regclass(quote_ident(${table}::text)) and attnum > 0 and not attisdropped`,
  indexStatement({ name, column, where, inByteOrder }, table) {
    const order = inByteOrder ? ' collate "C"' : '';
    const rows = where ? ` where ${where.column} = ${where.value}` : '';
    return `create index concurrently ${name} on ${table} (${column}${order})${rows}`;
  },
  indexRemedy: () => undefined,
  queueBriefly: undefined,
  tableOptions: '',
  grants: {
    onTables: (rights, tables, user) => [`grant ${rights} on ${tables.join(', ')} to ${user};`],
    toCreate: (schema, user) => `grant create on schema ${schema} to ${user};`,
    toUse: (what, user) => `grant usage on ${what} to ${user};`,
  },
};

function listOf(names: readonly string[]): SQL {
  return sql`${new Param(names)}::text[]`;
}

/** Returns the relations that statements find by these names. */
function found(names: readonly string[]): SQL {
  return sql`unnest(${listOf(names)}) as wanted (name)
    join pg_class c on c.oid = to_regclass(quote_ident(wanted.name))
    join pg_namespace n on n.oid = c.relnamespace`;
}

/** Returns the name with its schema, as a statement has to write it. */
function fullName(relation: 'c' | 's' | 'x'): SQL {
  const alias = sql.raw(relation);
  return sql`(select quote_ident(nspname) from pg_namespace where oid = ${alias}.relnamespace)
    || '.' || quote_ident(${alias}.relname)`;
}
