import type { Database, SchemaVersion, SyncReport } from '@cellbridge/db-api';
import type { EarlierMoves } from '@cellbridge/migrator';
import { counted } from './counted.js';
import type { Output } from './output.js';

/** What a sync did, in a sentence. */
export function describeSync({ from, to, adopted, applied, indexes }: SyncReport): string {
  const dropped = applied.filter((step) => step.startsWith('drop '));
  const run = applied.filter((step) => !dropped.includes(step));
  const done = [
    ...(adopted ? ["adopted Nova's tables"] : []),
    ...dropped.map((step) => step.replace(/^drop/, 'dropped')),
    ...(run.length > 0 ? [`ran ${run.join(', ')}`] : []),
    ...(indexes.length > 0 ? [`built ${indexes.join(', ')}`] : []),
  ];
  if (done.length === 0 && from === null) {
    return "it was never synced, on Nova's tables: all indexes are missing, and only the owner of the tables can build them; nothing was changed.";
  }
  if (done.length === 0) return `the schema is ${to} already; nothing was changed.`;
  const before = from !== null && from !== to ? ` (it was ${from})` : '';
  return `the schema is ${to}${before}: ${done.join('; ')}.`;
}

/** The statements that only the owner of the tables can run, a line each; none if nothing is missing. */
export function describeForOwner({ forOwner }: SyncReport): string[] {
  if (forOwner.length === 0) return [];
  const heading =
    '  Missing: only the owner of the tables can do this. Have the owner run, outside a transaction:';
  return [heading, ...forOwner.map((statement) => `    ${statement}`)];
}

/** How many groups are listed. */
const MOST_NAMED = 100;

/** What a sync did for groups that an earlier release had moved; no line if there were none. */
export function describeProof({ written, unproved }: EarlierMoves): string[] {
  return [
    ...(written > 0
      ? [`  ${counted(written, 'group')} that had moved before got receipts in the cell.`]
      : []),
    ...unproved
      .slice(0, MOST_NAMED)
      .map(({ groupUuid, reason }) => `  Group ${groupUuid} has moved, unproved: ${reason}`),
    ...(unproved.length > MOST_NAMED
      ? [`  ... and ${unproved.length - MOST_NAMED} more; --json has them all.`]
      : []),
  ];
}

/** What schema a database has, in a sentence. */
export function describeVersion({ current, latest, adopted, pending }: SchemaVersion): string {
  const now = current ? `the schema is ${current}` : 'it was never synced';
  const origin = adopted ? ", on Nova's tables" : '';
  const next = pending.length > 0 ? ` A sync to ${latest} would do: ${pending.join(', ')}.` : '';
  return `${now}${origin}.${next}`;
}

/** Prints what the sync of a database waits for, beside the result. */
export function waitNote(output: Output, { description }: Database): (reason: string) => void {
  return (reason) => output.note(`${description}: ${reason}`);
}
