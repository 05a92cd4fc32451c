import type { Browser } from 'playwright-core';
import { findProgram } from './find-program.js';

/** What Chromium is called, on Debian, on other systems, and by its makers. */
const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'Google Chrome'];
const MAC_FOLDER = '/Applications/Google Chrome.app/Contents/MacOS';

/**
 * Starts the Chromium of this machine, without a window; `CHROMIUM` names another program.
 *
 * @throws Error that says how to install one.
 */
export async function openBrowser(): Promise<Browser> {
  const executablePath = process.env.CHROMIUM ?? (await findChromium());
  if (!executablePath) {
    throw new Error(
      'This needs Chromium, which is not installed; on Debian "apt-get install --no-install-recommends chromium" installs it. CHROMIUM can name the program.',
    );
  }
  // Only those who look at pages load it.
  const { chromium } = await import('playwright-core');
  // For root, which is usual in a container, Chromium starts only without its sandbox. It opens our own pages only.
  return await chromium.launch({ executablePath, chromiumSandbox: process.getuid?.() !== 0 });
}

async function findChromium(): Promise<string | undefined> {
  for (const name of NAMES) {
    const program = await findProgram(name, [MAC_FOLDER]);
    if (program) return program;
  }
  return undefined;
}
