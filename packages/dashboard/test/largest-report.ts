import type { MoveReport } from '@cellbridge/migrator';

const CELLS = 1_000;
const DESCRIBED = 100;
const MEMBERS = 60;
const COLUMNS = 8;
const LISTED = 200;
const UNDECIDED = 500;

/**
 * What a report holds of a deployment of 1,000 cells with 10,000 groups in quarantine, made from that of a small one.
 *
 * @param padding what makes names and sentences longer.
 */
export function largestReport(report: MoveReport, padding = ''): MoveReport {
  const { status, quarantine, runs, verification, events } = report;
  const numbers = Array.from({ length: CELLS }, (_, number) => number);
  const uuidOf = (number: number) => `ce110000-0000-4000-8000-${String(number).padStart(12, '0')}`;
  const nameOf = (number: number) => `region-one-availability-zone-two-cell-${number}${padding}`;
  const each = <Item>(items: readonly Item[], make: (item: Item, number: number) => Item): Item[] =>
    numbers.flatMap((number) => {
      const item = items[number % items.length];
      return item === undefined ? [] : [make(item, number)];
    });
  const inCell = <Item>(item: Item, number: number) => ({
    ...item,
    cellUuid: uuidOf(number),
    cellName: nameOf(number),
  });
  const asCell = <Item>(item: Item, number: number) => ({
    ...item,
    uuid: uuidOf(number),
    name: nameOf(number),
  });
  const members = Array.from({ length: MEMBERS }, (_, number) => `${uuidOf(number)}${padding}`);
  const details = `${'A long reason. '.repeat(60)}${padding}`;
  const named = { name: padding, userId: padding, projectId: padding, members };
  const listed = <Item>(items: readonly Item[], make: (item: Item) => Item): Item[] =>
    Array.from({ length: LISTED }, () => items[0]).flatMap((item) => (item ? [make(item)] : []));
  const run = runs[0];
  const { timeline } = report;
  return {
    ...report,
    status: {
      ...status,
      cells: each(status.cells, (cell, number) => ({
        ...asCell(cell, number),
        migrators: status.cells
          .flatMap(({ migrators }) => migrators)
          .slice(0, 1)
          .map((migrator) => ({ ...migrator, host: `controller1${padding}`, reason: details })),
      })),
      left: each(status.left, (left, number) => ({
        ...inCell(left, number),
        message: `${nameOf(number)}: 10 groups are in quarantine; list them, then decide each.`,
        command: `cellbridge quarantine list --cell ${nameOf(number)}`,
      })),
    },
    runs: run
      ? Array.from({ length: 500 }, () => ({ ...run, cells: each(run.cells, inCell) }))
      : [],
    runsInAll: 50_000,
    timeline: timeline && {
      ...timeline,
      columns: numbers.slice(0, COLUMNS).map((number) => inCell({ cells: 1 }, number)),
      steps: timeline.steps.map(({ at }, step) => ({
        at,
        groups: numbers.slice(0, COLUMNS).map((number) => (number * 977 + step * 613) % 9_999),
      })),
    },
    events: events && {
      ...events,
      waits: listed(events.waits, (wait) => ({ ...inCell(wait, 0), reason: details })),
      losses: listed(events.losses, (loss) => ({ ...inCell(loss, 0), host: details })),
      errors: Array.from({ length: LISTED }, (_, number) => ({
        ...{ at: report.createdAt, runId: '', message: details },
        ...{ cellUuid: uuidOf(number), cellName: nameOf(number) },
      })),
    },
    quarantine: {
      open: 10_000,
      counts: each(quarantine.counts, inCell),
      groups: each(quarantine.groups, (group, number) => ({
        ...group,
        entry: { ...group.entry, id: number, details },
        description: group.description && {
          ...group.description,
          entry: { ...group.entry, id: number, details },
          api: group.description.api && { ...group.description.api, ...named },
          cell: group.description.cell && { ...group.description.cell, ...named },
        },
      })).slice(0, DESCRIBED),
    },
    verification: verification && {
      ...verification,
      document: {
        ...verification.document,
        cells: each(verification.document.cells, asCell),
        unavailableCells: numbers.map((number) => ({
          ...{ uuid: uuidOf(number), name: nameOf(number) },
          message: details,
        })),
        findings: each(verification.document.findings, (finding) => ({ ...finding, details })),
        undecidedGroups: numbers.slice(0, UNDECIDED).map((number) => ({
          ...{ kind: 'undecided' as const, cellUuid: uuidOf(number), groupUuid: uuidOf(number) },
          details,
        })),
      },
    },
  };
}
