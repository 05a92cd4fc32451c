import { gzipSync } from 'node:zlib';
import type { StatusDocument } from '@cellbridge/migrator';
import { Deployment } from '@cellbridge/objects';
import { openBrowser, useHarness } from '@cellbridge/testing';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RateHistory } from '../src/feed/rate-history.js';
import { Links } from '../src/page/links.js';
import { OverviewPages } from '../src/server/overview-pages.js';
import { overflowOf, violationsOf } from './browser.js';
import { createManyCells } from './many-cells.js';
import { type Served, serve } from './serve.js';

const KIBIBYTE = 1_024;
const CELLS = 1_000;

describe(`The page of ${CELLS} cells`, () => {
  const harness = useHarness('sqlite');
  let browser: Browser;
  let served: Served;
  let deployment: Deployment;
  let hide: (name: string) => Promise<void>;

  beforeAll(async () => {
    browser = await openBrowser();
    const { api } = await createManyCells(harness, CELLS, async ({ cell }) => {
      await cell.addGroups([{}, {}]);
    });
    hide = async (name) => {
      const change = 'UPDATE cell_mappings SET database_connection = ? WHERE name = ?';
      await api.raw.query(change, `sqlite:////nowhere/${name}.sqlite`, name);
    };
    await hide('cell700');
    deployment = await Deployment.open({ api: api.url });
    served = await serve(deployment, { open: true });
  });
  afterAll(async () => {
    await browser?.close();
    await served?.[Symbol.asyncDispose]();
    await deployment?.close();
  });

  const askUntilRead = async (path: string) => {
    for (;;) {
      const answer = await served.ask(path);
      if (answer.status === 200) return answer;
    }
  };

  test('is small enough to be sent every two seconds', async () => {
    // The first page does not wait for a read that takes seconds.
    await askUntilRead('/status.json');
    const plain = await served.ask('/');
    expect(plain.body.length).toBeLessThan(1_024 * KIBIBYTE);
    const response = await fetch(served.origin, { headers: { 'accept-encoding': 'gzip' } });
    expect(response.headers.get('content-encoding')).toBe('gzip');
    expect(response.headers.get('vary')).toBe('Accept-Encoding');
    expect(gzipSync(plain.body).length).toBeLessThan(100 * KIBIBYTE);
  });

  test('is small enough, too, after an hour in which groups have moved in every cell, and made once for all who look', async () => {
    const { body } = await askUntilRead('/status.json');
    const known: StatusDocument = JSON.parse(body);
    const history = new RateHistory();
    for (let step = 0; step < 240; step += 1) {
      const cells = known.cells.map((cell, index) => {
        return { ...cell, ratePerSecond: ((index * 7 + step * 13) % 50) + 0.5 };
      });
      history.add({ ...known, cells }, { at: step * 15_000, since: 0 });
    }
    const now = 240 * 15_000;
    const last = { state: { status: known, quarantine: [] }, readAt: now, took: 0 };
    const view = { now, last, failure: null, readingSince: null };
    const pages = new OverviewPages(history, new Links(''));
    const filter = { text: '', state: '' };
    const page = pages.pageOf(view, filter);
    expect(page.html.match(/class="spark"/g)).toHaveLength(CELLS);
    expect(page.html.length).toBeLessThan(1_536 * KIBIBYTE);
    expect((await page.compressed()).length).toBeLessThan(200 * KIBIBYTE);

    expect(pages.pageOf({ ...view, now: now + 400 }, { ...filter })).toBe(page);
    const later = pages.pageOf({ ...view, now: now + 5_000 }, filter);
    expect(later.html).toBe(page.html.replace('Read now, at', 'Read 5 s ago, at'));
    const fewer = pages.pageOf(view, { ...filter, text: 'cell90' });
    expect(fewer.html.match(/class="spark"/g)).toHaveLength(11);
  });

  test('shows first what needs attention, can be filtered, and changes no more than it has to', {
    timeout: 600_000,
  }, async () => {
    await using context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    const page = await context.newPage();
    page.setDefaultTimeout(300_000);
    await page.goto(served.origin);
    const rows = page.locator('#cells tbody tr');
    await rows.first().waitFor();
    expect(await rows.count()).toBe(CELLS);
    expect(await rows.first().textContent()).toContain('cell700');
    expect(await page.locator('.states').textContent()).toContain('pending 999');
    expect(await overflowOf(page)).toBe(0);

    const mark =
      'for (const row of document.querySelectorAll("#cells tbody tr")) row.mark = row.id';
    await page.evaluate(mark);
    await hide('cell901');
    await rows.nth(1).filter({ hasText: 'cell901' }).waitFor();
    expect(await rows.count()).toBe(CELLS);
    const kept =
      '[...document.querySelectorAll("#cells tbody tr")].filter((row) => row.mark === row.id).length';
    expect(await page.evaluate(kept)).toBe(CELLS - 1);

    await page.locator('#filter-cell').fill('cell90');
    await page.locator('#filter-cell').press('Enter');
    await page.waitForURL(/cell=cell90/);
    expect(await rows.count()).toBe(11);
    await page.locator('.states a', { hasText: 'unavailable' }).click();
    await page.waitForURL(/state=unavailable/);
    expect(await rows.count()).toBe(1);
    expect(await violationsOf(page)).toEqual([]);
    await page.getByRole('link', { name: 'Show all 1,000' }).click();
    await page.waitForURL(/\/#cells$/);
    expect(await rows.count()).toBe(CELLS);
  });
});
