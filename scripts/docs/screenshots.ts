/**
 * Takes pictures of the live page during a move, and of the report after it: `pnpm docs:screenshots [FOLDER]`.
 *
 * The commands run for real, on a deployment that is made for them. By default the folder is docs/pictures. It needs
 * Chromium.
 */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { openBrowser } from '@cellbridge/testing';
import { makeSampleDeployment } from './sample-deployment.js';

const GROUPS = 6_000;
/** Of each cell: slow enough for charts with a history. */
const GROUPS_PER_SECOND = 40;
/** How far the move is when the page is shown. */
const PERCENT = /\b6\d\s%/;
const COMMAND = fileURLToPath(import.meta.resolve('../../apps/cli/dist/bin.js'));
/** A group is in quarantine, which is also a finding. */
const EXPECTED_CODES = [2, 3];
/** Sharp where the picture is shown as wide as a README. */
const LOOK = { viewport: { width: 1_100, height: 1_250 }, deviceScaleFactor: 1.5 };

const [folder = 'docs/pictures'] = process.argv.slice(2);
const work = await mkdtemp(join(tmpdir(), 'cellbridge-screenshots-'));
try {
  await takeScreenshots();
} finally {
  await rm(work, { recursive: true, force: true });
}

async function takeScreenshots(): Promise<void> {
  await using deployment = await makeSampleDeployment(GROUPS);
  await using browser = await openBrowser();
  const page = await browser.newPage(LOOK);
  const take = async (name: string) => {
    const path = join(folder, name);
    await page.screenshot({ path });
    console.log(`Wrote ${path}`);
  };
  const start = (...words: string[]) =>
    spawn(process.execPath, [COMMAND, ...words], {
      env: { ...process.env, CELLBRIDGE_API_DB: deployment.api.url },
      stdio: ['ignore', 'pipe', 'inherit'],
    });

  const dashboard = start('dashboard', '--port', '0');
  try {
    await page.goto(await addressOf(dashboard));
    const events = join(work, 'events.jsonl');
    const rate = ['--rate', String(GROUPS_PER_SECOND)];
    const move = ended(start('db', 'online-data-migrations', ...rate, '--events', events));
    const isShown = page.locator('#totals', { hasText: PERCENT }).waitFor({ timeout: 0 });
    await Promise.race([isShown, move]);
    await take('dashboard.png');
    await move;
    const report = join(work, 'move.html');
    await ended(start('report', report, '--events', events, '--verify'));
    await page.goto(pathToFileURL(report).href);
    await take('report.png');
  } finally {
    dashboard.kill('SIGINT');
  }
}

/** A command whose output is read. */
type Command = ChildProcessByStdio<null, Readable, null>;

/** Where a dashboard says that it is. */
async function addressOf({ stdout }: Command): Promise<string> {
  let written = '';
  for await (const part of stdout.iterator({ destroyOnReturn: false })) {
    written += part;
    const address = /http:\S+\/(?=\.)/.exec(written)?.[0];
    if (address) return address;
  }
  throw new Error(`The dashboard has not said where it is: ${written}`);
}

/** Waits for the end of a move, or of a report on it. */
async function ended(command: Command): Promise<void> {
  command.stdout.resume();
  const [code] = await once(command, 'close');
  if (!EXPECTED_CODES.includes(code)) throw new Error(`It has ended with ${code}.`);
}
