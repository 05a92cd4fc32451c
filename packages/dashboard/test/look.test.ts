import { once } from 'node:events';
import { createServer } from 'node:http';
import { Deployment } from '@cellbridge/objects';
import { createDeployment, openBrowser, useHarness } from '@cellbridge/testing';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { overflowOf, violationsOf } from './browser.js';
import { type Served, serve } from './serve.js';
import { createVariedDeployment, QUARANTINED } from './varied-deployment.js';

const TOKEN = 'a-token-nobody-guesses';

describe('The pages of the dashboard', () => {
  const harness = useHarness('sqlite');
  let browser: Browser;
  let deployment: Deployment;
  let served: Served;
  let locked: Served;

  beforeAll(async () => {
    browser = await openBrowser();
    const { api } = await createVariedDeployment(harness);
    deployment = await Deployment.open({ api: api.url });
    served = await serve(deployment, { open: true });
    locked = await serve(deployment, { token: TOKEN });
  });
  afterAll(async () => {
    await browser?.close();
    await served?.[Symbol.asyncDispose]();
    await locked?.[Symbol.asyncDispose]();
    await deployment?.close();
  });

  const addresses = () => [
    `${served.origin}/`,
    `${served.origin}/?cell=cell1&state=complete`,
    `${served.origin}/?cell=nothing`,
    `${served.origin}/quarantine/${QUARANTINED[0]}`,
    `${served.origin}/explain?uuid=${QUARANTINED[0]}`,
    `${served.origin}/explain`,
    `${served.origin}/nothing`,
    `${locked.origin}/`,
  ];

  describe.each([360, 1440])('%i px wide', (width) => {
    test.each(['light', 'dark'] as const)('are for everybody, %s', async (colorScheme) => {
      const viewport = { width, height: 900 };
      await using context = await browser.newContext({ viewport, colorScheme });
      const page = await context.newPage();
      const complaints: string[] = [];
      page.on('console', (message) => complaints.push(message.text()));
      for (const address of addresses()) {
        await page.goto(address);
        await page.evaluate(
          'for (const part of document.querySelectorAll("details")) part.open = true',
        );
        const found = { violations: await violationsOf(page), overflow: await overflowOf(page) };
        expect({ address, ...found }).toEqual({ address, violations: [], overflow: 0 });
      }
      // Chromium says that a page was not there, and nothing else.
      expect(complaints.filter((text) => !text.startsWith('Failed to load resource'))).toEqual([]);
    });
  });

  test('let whoever has the token log in, and keep it out of the address', async () => {
    await using context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(`${locked.origin}/quarantine/${QUARANTINED[0]}`);
    await page.getByLabel('Token').fill('a wrong token');
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.locator('p[role=alert]', { hasText: 'This token is wrong.' }).waitFor();
    await page.getByLabel('Token').fill(TOKEN);
    await page.getByLabel('Token').press('Enter');
    await page.locator('h1', { hasText: 'Move of instance groups' }).waitFor();
    expect(page.url()).toBe(`${locked.origin}/`);
    const [cookie] = await context.cookies();
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict', path: '/', expires: -1 });
    expect(await page.evaluate('document.cookie')).toBe('');
  });

  test('are there for whoever follows a link of another site', async () => {
    await using context = await browser.newContext();
    const page = await context.newPage();
    const links = `<a href="${locked.origin}/login?token=${TOKEN}">in</a>
<a href="${locked.origin}/explain?uuid=${QUARANTINED[0]}">group</a>`;
    const chat = createServer((_request, response) => {
      response.setHeader('Content-Type', 'text/html').end(links);
    }).listen(0, 'localhost');
    await once(chat, 'listening');
    const address = chat.address();
    if (address === null || typeof address === 'string') throw new Error('It has no port.');
    // For a browser another site than 127.0.0.1.
    const other = `http://localhost:${address.port}/`;
    for (const [link, title] of [
      ['in', 'Move of instance groups'],
      ['group', 'Where the group is, and why'],
    ] as const) {
      await page.goto(other);
      await page.getByRole('link', { name: link }).click();
      await page.locator('h1', { hasText: title }).waitFor();
      expect(page.url()).not.toContain('token');
    }
    chat.close();
    chat.closeAllConnections();
  });

  test('say to whoever looks on that they were logged out', async () => {
    const { api } = await createDeployment(harness);
    await using own = await Deployment.open({ api: api.url });
    await using open = await serve(own, { token: TOKEN });
    await using context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(`${open.origin}/login?token=${TOKEN}`);
    await page.locator('#cells').waitFor();
    await context.clearCookies();
    await page.locator('#connection', { hasText: 'You are logged out' }).waitFor();
    await page.locator('#cells').waitFor();
  });
});
