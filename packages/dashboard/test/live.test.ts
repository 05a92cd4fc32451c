import { instanceGroupsMigration, runOnlineDataMigrations } from '@cellbridge/migrator';
import { Deployment } from '@cellbridge/objects';
import { createDeployment, openBrowser, startSource, useHarness } from '@cellbridge/testing';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { serve } from './serve.js';
import { killRun } from './varied-deployment.js';

const SLOW_MOVE = new URL('slow-move.ts', import.meta.url);
const QUARANTINED = '5e0f0000-0000-4000-8000-0000000000a1';

describe('The live page', () => {
  const harness = useHarness('sqlite');
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  const complaints: string[] = [];

  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());
  beforeEach(async () => {
    context = await browser.newContext({ viewport: { width: 1024, height: 500 } });
    page = await context.newPage();
    page.setDefaultTimeout(60_000);
    complaints.length = 0;
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(String(error)));
  });
  afterEach(() => context.close());

  const rowOf = (name: string) =>
    page.locator('#cells tbody tr').filter({ has: page.locator('th', { hasText: name }) });
  const waitForText = (where: string, text: string | RegExp) =>
    page.locator(where).filter({ hasText: text }).first().waitFor();

  test('stays right while a migrator is killed, a cell goes down and a group goes into quarantine', async () => {
    const databases = await createDeployment(harness, { cells: 3 });
    const { api, cells } = databases;
    for (const cell of cells) await cell.addGroups(Array.from({ length: 40 }, () => ({})));
    const [first, second, third] = cells.map(({ uuid }) => uuid);
    await using deployment = await Deployment.open({ api: api.url });
    await using served = await serve(deployment, { open: true });
    await page.goto(served.origin);
    await waitForText('#standing', 'The move is not complete, and no run is at work.');

    // What belongs to whoever reads stays as it is through all that follows.
    const ask = page.locator('#ask-uuid');
    await page.evaluate("document.querySelector('main').mark = 'the same'");
    await ask.fill('half a uuid');
    await ask.press('Home');
    await page.evaluate('scrollTo(0, 120)');

    const run = startSource(SLOW_MOVE, { arguments: [api.url, 'cell1'] });
    await run.waitFor('a batch');
    await waitForText('#standing', 'Groups are moving.');
    await waitForText('#runs', 'moving');
    await rowOf('cell1').filter({ hasText: 'running' }).waitFor();
    run.kill('SIGKILL');
    expect((await run.result).signal).toBe('SIGKILL');
    await killRun(databases, first);
    await waitForText('#standing', '1 cell needs attention.');
    await rowOf('cell1').filter({ hasText: 'interrupted' }).waitFor();
    await waitForText('#runs', 'lost');

    const change = 'UPDATE cell_mappings SET database_connection = ? WHERE uuid = ?';
    await api.raw.query(change, 'sqlite:////nowhere/cell2.sqlite', second ?? '');
    await rowOf('cell2').filter({ hasText: 'unavailable' }).waitFor();
    await waitForText('#left', 'Cell cell2 is unavailable');
    await waitForText('#standing', '2 cells need attention.');
    expect(await page.locator('#cells tbody th').allTextContents()).toEqual([
      'cell2',
      'cell1',
      'cell3',
    ]);

    await cells[2]?.addGroups([{ uuid: QUARANTINED, name: 'in the cell' }]);
    await api.addGroups([{ uuid: QUARANTINED, name: 'in the API database' }]);
    await runOnlineDataMigrations(deployment, [instanceGroupsMigration], { cells: [third ?? ''] });
    await waitForText('#standing', '1 group is in quarantine.');
    await waitForText('#quarantine a', QUARANTINED);

    expect(await page.evaluate("document.querySelector('main').mark")).toBe('the same');
    expect(await page.evaluate('document.activeElement.id')).toBe('ask-uuid');
    expect(await ask.inputValue()).toBe('half a uuid');
    expect(await page.evaluate('document.activeElement.selectionStart')).toBe(0);
    expect(await page.evaluate('scrollY')).toBe(120);
    expect(complaints).toEqual([]);

    await page.locator('#quarantine a').click();
    await page.locator('h1', { hasText: 'Why the group could not move' }).waitFor();
    expect(await page.locator('main').textContent()).toContain('in the API database');
  });

  test('says when the API database, or the dashboard itself, does not answer, and goes on', async () => {
    const { api } = await createDeployment(harness);
    await using deployment = await Deployment.open({ api: api.url });
    await using served = await serve(deployment, { open: true });
    await page.goto(served.origin);
    const rename = (from: string, to: string) =>
      api.raw.query(`ALTER TABLE ${from} RENAME TO ${to}`);
    await rename('cellbridge_wishes', 'gone');
    await waitForText('#trouble', 'The state could not be read.');
    await rowOf('cell1').waitFor();
    await rename('gone', 'cellbridge_wishes');
    await page.locator('#trouble').waitFor({ state: 'detached' });

    await served.drop();
    const connection = page.locator('#connection');
    await connection.filter({ hasText: 'is lost' }).waitFor();
    await rowOf('cell1').waitFor();
    await served.resume();
    await connection.filter({ hasText: /^$/ }).waitFor({ state: 'attached' });
    expect(await connection.isVisible()).toBe(false);
  });

  test('says when it cannot show what has come, and goes on', async () => {
    const { api, cell } = await createDeployment(harness);
    await using deployment = await Deployment.open({ api: api.url });
    await using served = await serve(deployment, { open: true });
    await page.goto(served.origin);
    await rowOf('cell1').waitFor();
    await page.evaluate(`const original = Node.prototype.isEqualNode;
      Node.prototype.isEqualNode = () => { throw new Error('a fault of the browser'); };
      window.repair = () => { Node.prototype.isEqualNode = original; };`);
    const connection = page.locator('#connection');
    await connection.filter({ hasText: 'cannot show what has come' }).waitFor();
    expect(complaints.join()).toContain('a fault of the browser');
    await page.evaluate('repair()');
    await cell.addGroups([{}, {}]);
    await waitForText('#totals', 'Remaining2');
    await connection.filter({ hasText: /^$/ }).waitFor({ state: 'attached' });
  });

  test('leaves what is unfolded, and the place of the focus', async () => {
    const { api, cell } = await createDeployment(harness, { cells: 25 });
    await using deployment = await Deployment.open({ api: api.url });
    await using served = await serve(deployment, { open: true });
    await page.goto(`${served.origin}/?cell=cell2`);
    await page.locator('#more-left summary').click();
    const link = page.locator('.states a').first();
    await link.focus();
    await page.evaluate('document.activeElement.mark = true');
    await cell.addGroups([{}, {}]);
    await waitForText('#totals', 'Remaining2');
    expect(await page.locator('#more-left').getAttribute('open')).not.toBeNull();
    expect(await page.evaluate('document.activeElement.mark')).toBe(true);
    expect(await page.locator('#filter-cell').inputValue()).toBe('cell2');
    expect(await page.locator('#cells tbody tr').count()).toBe(7);
  });

  test('asks nothing while nobody sees it, and at once when somebody does', async () => {
    const { api } = await createDeployment(harness);
    await using deployment = await Deployment.open({ api: api.url });
    await using served = await serve(deployment, { open: true });
    await page.clock.install();
    await page.goto(served.origin);
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    const show = (isHidden: boolean) =>
      page.evaluate(
        `Object.defineProperty(document, 'hidden', { value: ${isHidden}, configurable: true });
        document.dispatchEvent(new Event('visibilitychange'));`,
      );
    await show(true);
    await page.clock.runFor(60_000);
    expect(asked).toEqual([]);
    const answered = page.waitForResponse(`${served.origin}/`);
    await show(false);
    await answered;
    expect(asked).toEqual([`${served.origin}/`]);
  });

  test('works without JavaScript, and can be loaded again', async () => {
    const { api, cell } = await createDeployment(harness);
    await using deployment = await Deployment.open({ api: api.url });
    await using served = await serve(deployment, { open: true });
    await using plain = await browser.newContext({ javaScriptEnabled: false });
    const still = await plain.newPage();
    await still.goto(`${served.origin}/`);
    expect(await still.locator('#totals').textContent()).toContain('Remaining0');
    await cell.addGroups([{ uuid: QUARANTINED }]);
    await still.locator('#ask-uuid').fill(QUARANTINED);
    await still.locator('#ask-uuid').press('Enter');
    await still.locator('li', { hasText: 'The next run moves it.' }).waitFor();
    await still.goBack();
    await still.getByRole('link', { name: 'Load it again' }).click();
    await still.locator('#cells').waitFor();
  });

  test('can be used with the keyboard alone', async () => {
    const { api, cell } = await createDeployment(harness, { cells: 12 });
    await cell.addGroups([{ uuid: QUARANTINED, name: 'in the cell' }]);
    await api.addGroups([{ uuid: QUARANTINED, name: 'in the API database' }]);
    await using deployment = await Deployment.open({ api: api.url });
    await runOnlineDataMigrations(deployment, [instanceGroupsMigration]);
    await using served = await serve(deployment, { open: true });
    await page.goto(served.origin);
    const focused = () => page.evaluate<string>('document.activeElement.textContent.trim()');
    const tabTo = async (name: string) => {
      for (let steps = 0; steps < 60; steps += 1) {
        await page.keyboard.press('Tab');
        if ((await focused()) === name) return;
      }
      throw new Error(`The Tab key does not lead to "${name}".`);
    };
    await tabTo('Skip to the content');
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement.id')).toBe('main');
    await tabTo('What is left');
    await tabTo(QUARANTINED);
    await page.keyboard.press('Enter');
    await page.locator('h1', { hasText: 'Why the group could not move' }).waitFor();
    await tabTo('Where the group is, and what the next run does with it');
    await page.keyboard.press('Enter');
    await page.locator('li', { hasText: 'The next run puts it into quarantine.' }).waitFor();
    await tabTo('Cellbridge');
    await page.keyboard.press('Enter');
    await page.locator('#cells').waitFor();
    await tabTo('complete 11');
    await page.keyboard.press('Enter');
    await page.waitForURL(/state=complete#cells$/);
    expect(await page.locator('#cells tbody tr').count()).toBe(11);
  });
});
