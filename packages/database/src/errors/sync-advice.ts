/** The tables of Nova's that a sync makes, in either kind of database. */
const NOVA_TABLES = [
  'cell_mappings',
  'instance_group_member',
  'instance_group_policy',
  'instance_groups',
  'instance_mappings',
  'instances',
];
/** One of these, or of Cellbridge's own, in whatever words and quotes a server names it. */
const SYNCED_TABLE = new RegExp(`(?<!\\w)(?:${NOVA_TABLES.join('|')}|cellbridge_\\w+)(?!\\w)`);

const SYNC =
  'Check that the URL names the right database, then run "cellbridge api-db sync" (for the API database) or "cellbridge db sync" (for cells).';
const OWN = 'Check its name, and that the table was made.';

/** What to do about a table that is missing: a sync makes none that is a program's own. */
export function adviceForTable(message: string): string {
  return SYNCED_TABLE.test(message) ? SYNC : OWN;
}

/** The same of a column: the server does not say whose it is, but the statement names its tables. */
export function adviceForColumn(message: string, statement = ''): string {
  return adviceForTable(`${message} ${statement}`);
}
