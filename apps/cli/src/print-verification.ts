import {
  FINDING_KINDS,
  type FindingKind,
  HARMLESS_KINDS,
  VERIFIED_COUNTS,
  type VerifyProgress,
  type VerifyReport,
  verifiedCounts,
} from '@cellbridge/migrator';
import { eachSecond } from './each-second.js';
import type { Output } from './output.js';

/** How many findings and undecided groups are printed by default. */
const MOST_LISTED = 100;

/** Which findings are listed; all are counted and judged. */
interface Listing {
  readonly kinds: readonly FindingKind[];
  /** How many are printed at most. */
  readonly most: number;
}

/**
 * Which findings are listed: all of the kinds that are `named`, else all (`isAll`), else up to 100 of those
 * that need action.
 */
export function listingOf({
  named,
  isAll,
}: {
  named: readonly FindingKind[] | undefined;
  isAll: boolean;
}): Listing {
  if (named || isAll) return { kinds: named ?? FINDING_KINDS, most: Number.POSITIVE_INFINITY };
  const kinds = FINDING_KINDS.filter((kind) => !HARMLESS_KINDS.includes(kind));
  return { kinds, most: MOST_LISTED };
}

/** Prints progress beside the result, once a second; nothing with `--json`. */
export function showProgress(output: Output): (progress: VerifyProgress) => void {
  return eachSecond(({ cellName, cellUuid, totals, apiGroups, found, step, steps }) => {
    const where = cellUuid === null ? 'the API database' : `cell ${cellName ?? cellUuid}`;
    const seen = totals.compared + totals.pending;
    output.progress(
      `Step ${step} of ${steps}, ${where}: ${seen} groups of cells, ${apiGroups} of the API, ${found} findings.`,
    );
  });
}

/** How much of a report was listed. */
interface ShownParts extends Pick<Listing, 'kinds'> {
  readonly listed: number;
  readonly undecidedListed: number;
}

/** Prints what was compared, and the findings. */
export function printVerification(
  output: Output,
  report: VerifyReport,
  { kinds, most }: Listing,
): void {
  output.table(
    ['Cell', ...VERIFIED_COUNTS],
    report.cells.map((cell) => {
      const { name, uuid } = cell;
      const isMissed = report.unavailableCells.some(({ cellUuid }) => cellUuid === uuid);
      return [name ?? uuid, ...verifiedCounts(cell, { isMissed })];
    }),
  );
  const names = new Map(report.cells.map(({ uuid, name }) => [uuid, name ?? uuid]));
  const where = (cellUuid: string | null) =>
    cellUuid === null ? 'API' : (names.get(cellUuid) ?? cellUuid);
  const listed = report.findings.slice(0, most);
  if (listed.length > 0) {
    output.table(
      ['Finding', 'UUID', 'Where', 'What'],
      listed.map(({ kind, cellUuid, groupUuid, details }) => {
        return [kind, groupUuid, where(cellUuid), details];
      }),
    );
  }
  const undecided = report.undecidedGroups.slice(0, most);
  if (undecided.length > 0) {
    output.table(
      ['Undecided', 'Where', 'Why'],
      undecided.map(({ cellUuid, groupUuid, details }) => [groupUuid, where(cellUuid), details]),
    );
  }
  const shown = { kinds, listed: listed.length, undecidedListed: undecided.length };
  for (const text of summarize(report, shown)) output.line(text);
}

function summarize(report: VerifyReport, { kinds, listed, undecidedListed }: ShownParts): string[] {
  const { outcome, totals, counts, apiGroups, unavailableCells, resumeFrom } = report;
  const lines: string[] = [];
  const found = FINDING_KINDS.filter((kind) => counts[kind] > 0);
  const notListed = (count: number, what: string) => {
    if (count > 0)
      lines.push(`${count} more ${what} are not listed; --all lists 10,000 of a kind.`);
  };
  const toList = found.filter((kind) => kinds.includes(kind));
  notListed(toList.reduce((sum, kind) => sum + counts[kind], 0) - listed, 'findings');
  if (found.length > 0) {
    lines.push(`Findings: ${found.map((kind) => `${counts[kind]} ${kind}`).join(', ')}.`);
  }
  for (const kind of HARMLESS_KINDS) {
    if (counts[kind] === 0 || kinds.includes(kind)) continue;
    lines.push(`Findings of kind ${kind} need no action; --kind ${kind} lists them.`);
  }
  notListed(totals.undecided - undecidedListed, 'undecided groups');
  if (totals.undecided > 0) {
    lines.push(`Undecided: ${totals.undecided} groups; nothing proves whether they are correct.`);
  }
  for (const { message } of unavailableCells) lines.push(`${message} It was not verified.`);
  if (resumeFrom !== null) lines.push(`Stopped. Continue with: --from ${resumeFrom}`);
  if (outcome === 'nothing') {
    lines.push(`Nothing was compared: ${totals.pending} groups have not moved yet.`);
  }
  if (outcome === 'clean') {
    const seen = `${totals.compared} moved groups compared, ${apiGroups} groups of the API database read`;
    lines.push(`All is well: ${seen}.`);
  }
  return lines;
}
