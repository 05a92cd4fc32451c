import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type MoveReport, reportOnMove } from '@cellbridge/migrator';
import { Deployment } from '@cellbridge/objects';
import { openBrowser, useHarness } from '@cellbridge/testing';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isReport, renderReport } from '../src/index.js';
import { overflowOf, violationsOf } from './browser.js';
import { largestReport } from './largest-report.js';
import { createMovedDeployment, HOSTILE_NAME, type MovedDeployment } from './moved-deployment.js';

const MEBIBYTE = 1024 * 1024;

describe('A report', () => {
  const harness = useHarness('sqlite');
  let moved: MovedDeployment;
  let report: MoveReport;
  let browser: Browser;
  let address: string;

  beforeAll(async () => {
    moved = await createMovedDeployment(harness);
    report = await reportOf({ events: moved.eventFiles, verification: 'now' });
    browser = await openBrowser();
    const file = join(await harness.folder(), 'report.html');
    await writeFile(file, renderReport(report));
    address = pathToFileURL(file).href;
  });

  afterAll(() => browser?.close());

  test.each([
    { width: 360, colorScheme: 'light' },
    { width: 360, colorScheme: 'dark' },
    { width: 1440, colorScheme: 'light' },
    { width: 1440, colorScheme: 'dark' },
  ] as const)('is for everybody, $width px wide, $colorScheme', async ({ width, colorScheme }) => {
    await using context = await browser.newContext({
      viewport: { width, height: 900 },
      colorScheme,
    });
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    await page.goto(address);
    expect(await violationsOf(page)).toEqual([]);
    expect(await overflowOf(page)).toBe(0);
    // What is folded matters as well.
    await page.evaluate(
      'for (const part of document.querySelectorAll("details")) part.open = true',
    );
    expect(await violationsOf(page)).toEqual([]);
    expect(await overflowOf(page)).toBe(0);
    expect(complaints).toEqual([]);
  });

  test('needs no script, and loads nothing', async () => {
    await using context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    const requests: string[] = [];
    page.on('request', (request) => requests.push(request.url()));
    await page.goto(address);
    expect(await page.getByRole('img', { name: 'Groups moved so far' }).isVisible()).toBe(true);
    await page.locator('#progress summary').click();
    expect(await page.locator('#progress-numbers table').isVisible()).toBe(true);
    expect(requests).toEqual([address]);
    expect(renderReport(report)).not.toMatch(/<script|\son[a-z]+=|\sstyle=/);
  });

  test('shows names as they are, whatever they hold', async () => {
    await using context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(address);
    const summary = page.locator('#quarantine summary').first();
    expect(await summary.textContent()).toContain(
      HOSTILE_NAME.replaceAll(/[\u202e\u061c]/g, '\ufffd').replaceAll('\u0007', '\ufffd'),
    );
    expect(await page.evaluate('document.scripts.length')).toBe(0);
  });

  test('shows what happened, and what is left', async () => {
    await using context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(address);
    const text = (id: string) => page.locator(`#${id}`).textContent();
    const { done, remaining } = report.status.totals;
    expect(await text('totals')).toContain(done.toLocaleString('en-US'));
    expect(await text('totals')).toContain(String(remaining));
    expect(await text('left')).toContain('cellbridge quarantine list --cell cell2');
    expect(await text('moves')).toContain('The grey bars stand for 3 pauses');
    expect(await text('runs')).toContain('lost');
    expect(await text('batches')).toContain(String(report.events?.batches?.batches));
    expect(await text('events')).toContain('4711 on controller1');
    expect(await text('events')).toContain('At most 900 groups a second');
    expect(await text('verification')).toContain('7 quarantined');
    // The chart and the numbers behind it say the same.
    await page.locator('#rate summary').click();
    const rows = await page.locator('#rate tbody tr').count();
    expect(rows).toBe(report.timeline?.steps.length);
  });

  test('says which option brings what is missing', async () => {
    const html = renderReport(await reportOf({}));
    expect(html).toContain('--events FILE');
    expect(html).toContain('--verify');
    expect(html).toContain('--proof FILE');
  });

  test('of a move that is complete, or has not begun, says so', () => {
    const { status } = report;
    const none: MoveReport = {
      ...report,
      status: { ...status, cells: [], left: [], ready: false },
      runs: [],
      runsInAll: 0,
      timeline: null,
      events: null,
      quarantine: { open: 0, counts: [], groups: [] },
      verification: null,
    };
    const html = renderReport(none);
    expect(html).toContain('No group has moved yet.');
    expect(html).toContain('The quarantine is empty.');
    expect(html).toContain('There are no cells.');
  });

  test('stays small whatever its texts hold, and says what it leaves out', () => {
    const html = renderReport(largestReport(report, '"'.repeat(255)));
    expect(Buffer.byteLength(html)).toBeLessThan(2 * MEBIBYTE);
    expect(html).toMatch(/9,9\d\d more groups not described/);
    expect(html).toContain('900 more cells that were not verified not shown');
  });

  test('stays small and opens at once, with 1,000 cells and 10,000 groups in quarantine', async () => {
    const html = renderReport(largestReport(report));
    expect(Buffer.byteLength(html)).toBeLessThan(2 * MEBIBYTE);
    const file = join(await harness.folder(), 'largest.html');
    await writeFile(file, html);
    await using context = await browser.newContext({ viewport: { width: 360, height: 900 } });
    const page = await context.newPage();
    await page.goto(pathToFileURL(file).href);
    expect(await overflowOf(page)).toBe(0);
    expect(await page.locator('#cells tbody tr').count()).toBe(1_000);
  });

  test('is told from other files', () => {
    const html = renderReport(report);
    expect(isReport(html.slice(0, 4_096))).toBe(true);
    for (const other of ['', '<!doctype html><title>Move of instance groups</title>', '{}']) {
      expect(isReport(other)).toBe(false);
    }
  });

  async function reportOf(options: Parameters<typeof reportOnMove>[1]): Promise<MoveReport> {
    await using deployment = await Deployment.open({ api: moved.databases.api.url });
    const made = await reportOnMove(deployment, options);
    if (!made) throw new Error('Nothing stopped it.');
    return made;
  }
});
