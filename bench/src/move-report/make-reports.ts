import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import type { Lab } from '../lab.js';
import { createSqliteSite } from '../move/sqlite-site.js';
import { startCommand } from '../start-up/start-command.js';

/** The number of groups that the larger report is held against. */
export const FEW = 10_000;
/** One group in so many cannot move. */
const SHARE_IN_QUARANTINE = 100;
const MEMBERS = 3;
/** How a move ends, and a verification, if groups are in quarantine. */
const CODES = { quarantined: 3, findings: 2 };

/** The files of two reports, as HTML. */
export interface Reports {
  readonly many: string;
  readonly few: string;
}

const made = new WeakMap<Lab, Promise<Reports>>();

/** Moves few and many groups with the built command, and reports on both moves. It is done once for a lab. */
export function makeReports(lab: Lab, groups: number): Promise<Reports> {
  const known = made.get(lab) ?? makeBoth(lab, groups);
  made.set(lab, known);
  return known;
}

async function makeBoth(lab: Lab, groups: number): Promise<Reports> {
  return { few: await makeReport(lab, FEW), many: await makeReport(lab, groups) };
}

async function makeReport(lab: Lab, groups: number): Promise<string> {
  const site = await createSqliteSite(lab, { groups, members: MEMBERS });
  const folder = await mkdtemp(join(tmpdir(), 'cellbridge-bench-report-'));
  try {
    addTwins(site.files);
    const [events, report] = [join(folder, 'events.jsonl'), join(folder, 'move.html')];
    const given = ['--api-db', site.api, '--events', events];
    const move = startCommand(['db', 'online-data-migrations', ...given], CODES.quarantined);
    const took = startCommand(['report', report, '--verify', ...given], CODES.findings);
    const seconds = (milliseconds: number) => (milliseconds / 1_000).toFixed(1);
    lab.report(`  ${groups} groups: move ${seconds(move)} s, report ${seconds(took)} s`);
    return await readFile(report, 'utf8');
  } finally {
    await site.drop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Gives the API database groups of uuids that the cell has as well, with other content. */
function addTwins(files: { readonly api: string; readonly cell: string }): void {
  const driver = new BetterSqlite3(files.api);
  driver.prepare('ATTACH ? AS cell').run(files.cell);
  driver
    .prepare(
      `INSERT INTO instance_groups (uuid, name, user_id, project_id)
       SELECT uuid, 'another', user_id, project_id FROM cell.instance_groups WHERE id % ? = 0`,
    )
    .run(SHARE_IN_QUARANTINE);
  driver.close();
}
