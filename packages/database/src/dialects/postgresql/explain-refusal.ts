import type { Connection } from '../../connection.js';
import { CellbridgeError } from '../../errors/cellbridge-error.js';
import { MissingTableError } from '../../errors/missing-table-error.js';
import { PermissionError } from '../../errors/permission-error.js';

/** The refused statements, by their errors. */
const refused = new WeakMap<object, string>();

/** Remembers a statement that may have failed because the user lacks a right. */
export function rememberRefused(error: object, statement: string): void {
  const { code, routine } = ((error as Error).cause ?? {}) as { code?: string; routine?: string };
  const lacksRight = code === '42501' && routine !== 'check_enable_rls';
  if (lacksRight || MissingTableError.isInstance(error)) refused.set(error, statement);
}

/** How a statement uses a table. */
interface Use {
  readonly table: string;
  readonly right: 'select' | 'insert' | 'update' | 'delete';
}

const NAME = String.raw`(?:"?\w+"?\.)?"?(\w+)"?`;
const USES: readonly [pattern: RegExp, rights: readonly Use['right'][]][] = [
  [new RegExp(String.raw`\binsert into ${NAME}`, 'gi'), ['insert', 'select']],
  [new RegExp(String.raw`(?<!for |key |do )\bupdate ${NAME}`, 'gi'), ['update', 'select']],
  [new RegExp(String.raw`\bdelete from ${NAME}`, 'gi'), ['delete', 'select']],
  [new RegExp(String.raw`\b(?:from|join) ${NAME}`, 'gi'), ['select']],
];

/** Returns the tables that a statement reads, writes or locks; rather too many than too few. */
function usesOf(statement: string): Use[] {
  const text = statement.replace(/\s+/g, ' ');
  const uses = USES.flatMap(([pattern, rights]) =>
    [...text.matchAll(pattern)].flatMap(([, table = '']) =>
      rights.map((right) => ({ table, right })),
    ),
  );
  // A lock, and overwriting a row, take the right to update.
  if (!/\bfor (?:no key )?(?:update|share)\b|\bdo update\b/i.test(text)) return uses;
  return [...uses, ...uses.map(({ table }): Use => ({ table, right: 'update' }))];
}

const LACKING = `
  select distinct quote_ident(current_user) as "user", wanted.use as "right", wanted.name as "table",
    'table ' || quote_ident(n.nspname) || '.' || quote_ident(c.relname) as "object"
  from unnest($1::text[], $2::text[]) as wanted (name, use)
  join pg_class c on c.oid = to_regclass(quote_ident(wanted.name))
  join pg_namespace n on n.oid = c.relnamespace
  where not case wanted.use when 'delete' then has_table_privilege(c.oid, wanted.use)
    else has_any_column_privilege(c.oid, wanted.use) end
  union all
  select distinct quote_ident(current_user), 'usage', 'the sequence of ' || wanted.name,
    'sequence ' || quote_ident(n.nspname) || '.' || quote_ident(s.relname)
  from unnest($1::text[], $2::text[]) as wanted (name, use)
  join pg_depend d on d.refclassid = 'pg_class'::regclass and d.classid = 'pg_class'::regclass
    and d.refobjid = to_regclass(quote_ident(wanted.name)) and d.deptype = 'a'
  join pg_class s on s.oid = d.objid
  join pg_namespace n on n.oid = s.relnamespace
  where wanted.use = 'insert' and case s.relkind when 'S' then not has_sequence_privilege(s.oid, 'USAGE') end
  union all
  select distinct quote_ident(current_user), 'usage', 'schema ' || quote_ident(n.nspname),
    'schema ' || quote_ident(n.nspname)
  from regexp_split_to_table(current_setting('search_path'), '[ ]*,[ ]*') as path (entry)
  join pg_namespace n on n.nspname = replace(trim(both '"' from path.entry), '$user', current_user)
  join pg_class c on c.relnamespace = n.oid and c.relname = any($1::text[])
  where to_regclass(quote_ident(c.relname)) is null and not has_schema_privilege(n.oid, 'USAGE')
  order by 4, 2`;

interface Lacking {
  readonly user: string;
  readonly right: string;
  readonly table: string;
  readonly object: string;
}

/**
 * Adds the rights that the user lacks for the refused statement, with the statements that grant them. The
 * server itself only names the table, in its own language.
 *
 * @returns the error unchanged if no right is missing, or the server does not say.
 */
export async function explainRefusal(
  error: unknown,
  database: string,
  ask: <T>(use: (connection: Connection) => Promise<T>) => Promise<T>,
): Promise<unknown> {
  if (!CellbridgeError.isInstance(error) || error.database !== database) return error;
  const statement = refused.get(error);
  if (statement === undefined) return error;
  const uses = usesOf(statement);
  const parameters = [uses.map(({ table }) => table), uses.map(({ right }) => right)];
  try {
    const { rows } = await ask(({ execute }) => execute(LACKING, parameters, 'objects'));
    const lacking = rows as Lacking[];
    const [first] = lacking;
    if (!first) return error;
    const refusals = lacking.map(({ right, table }) => `${right} ${table}`);
    const grants = lacking.map(
      ({ right, object, user }) => `grant ${right} on ${object} to ${user};`,
    );
    const message = `${database}: user ${first.user} may not ${list(refusals)}; have the owner run: ${grants.join(' ')}`;
    return new PermissionError(message, { cause: (error as Error).cause, database });
  } catch {
    return error;
  }
}

function list(parts: readonly string[]): string {
  return [...new Set(parts)].join(', ').replace(/\busage\b/g, 'use');
}
