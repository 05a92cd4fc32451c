import type { MoveReport } from '@cellbridge/migrator';

const CELLS = 1_000;
const DESCRIBED = 100;
const MEMBERS = 60;
const COLUMNS = 8;

/** What a report holds of a deployment of 1,000 cells with 10,000 groups in quarantine, made from that of a small one. */
export function largestReport(report: MoveReport): MoveReport {
  const { status, quarantine, runs, verification } = report;
  const numbers = Array.from({ length: CELLS }, (_, number) => number);
  const uuidOf = (number: number) => `ce110000-0000-4000-8000-${String(number).padStart(12, '0')}`;
  const nameOf = (number: number) => `region-one-availability-zone-two-cell-${number}`;
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
  const members = Array.from({ length: MEMBERS }, (_, number) => uuidOf(number));
  const run = runs[0];
  const { timeline } = report;
  return {
    ...report,
    status: {
      ...status,
      cells: each(status.cells, asCell),
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
    quarantine: {
      open: 10_000,
      counts: each(quarantine.counts, inCell),
      groups: each(quarantine.groups, (group, number) => ({
        ...group,
        entry: { ...group.entry, id: number, details: 'A long reason. '.repeat(60) },
        description: group.description && {
          ...group.description,
          entry: { ...group.entry, id: number, details: 'A long reason. '.repeat(60) },
          api: group.description.api && { ...group.description.api, members },
        },
      })).slice(0, DESCRIBED),
    },
    verification: verification && {
      ...verification,
      document: {
        ...verification.document,
        cells: each(verification.document.cells, asCell),
        findings: each(verification.document.findings, (finding) => finding),
      },
    },
  };
}
