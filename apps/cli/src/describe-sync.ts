import type { SchemaVersion, SyncReport } from '@cellbridge/db-api';

/** What a sync did, in a sentence. */
export function describeSync({ from, to, adopted, applied, indexes }: SyncReport): string {
  const done = [
    ...(adopted ? ["adopted Nova's tables"] : []),
    ...(applied.length > 0 ? [`ran ${applied.join(', ')}`] : []),
    ...(indexes.length > 0 ? [`built ${indexes.join(', ')}`] : []),
  ];
  if (done.length === 0) return `the schema is ${to} already; nothing was changed.`;
  const before = from !== null && from !== to ? ` (it was ${from})` : '';
  return `the schema is ${to}${before}: ${done.join('; ')}.`;
}

/** What schema a database has, in a sentence. */
export function describeVersion({ current, latest, adopted, pending }: SchemaVersion): string {
  const now = current ? `the schema is ${current}` : 'it was never synced';
  const origin = adopted ? ', on tables that Nova made' : '';
  const next = pending.length > 0 ? ` A sync to ${latest} would do: ${pending.join(', ')}.` : '';
  return `${now}${origin}.${next}`;
}
