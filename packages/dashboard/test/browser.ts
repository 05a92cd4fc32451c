import { findProgram } from '@cellbridge/testing';
import axe from 'axe-core';
import { type Browser, chromium, type Page } from 'playwright-core';

/**
 * Starts the Chromium of this machine, without a window; `CHROMIUM` names another program.
 *
 * @throws Error that says how to install one.
 */
export async function openBrowser(): Promise<Browser> {
  const executablePath = process.env.CHROMIUM ?? (await findProgram('chromium'));
  if (!executablePath) {
    throw new Error(
      'These tests need Chromium, which is not installed; on Debian "apt-get install --no-install-recommends chromium" installs it. CHROMIUM can name the program.',
    );
  }
  // For root, which is usual in a container, Chromium starts only without its sandbox. It opens our own pages only.
  return await chromium.launch({ executablePath, chromiumSandbox: process.getuid?.() !== 0 });
}

/** What a page does wrong for people who see it otherwise, or not at all: a line each, with where. */
export async function violationsOf(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<axe.AxeResults>('axe.run()');
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} (${help}): ${target} ${failureSummary}`),
  );
}

/** How many pixels a page is wider than its window. */
export async function overflowOf(page: Page): Promise<number> {
  return await page.evaluate<number>(
    'document.documentElement.scrollWidth - document.documentElement.clientWidth',
  );
}
