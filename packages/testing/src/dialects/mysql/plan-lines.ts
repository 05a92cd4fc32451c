import type { Row } from '../../raw/raw-database.js';

/**
 * Says in words what a row of an EXPLAIN says in columns, so that only what is used is named: `possible_keys` names
 * other indexes too.
 */
export function planLines({ table, type, key, rows, Extra }: Row): Row[] {
  const extra = Extra === null ? '' : `: ${Extra}`;
  const access = type === 'ALL' || type === 'index' ? 'scan' : `search (${type})`;
  const index = key === null ? '' : ` by index ${key}`;
  const line = `${access} ${table ?? 'no table'}${index}, ${rows} rows${extra}`;
  return [{ line }];
}
