import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const PROGRAMS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/**
 * Starts the Chromium that is installed, without a window. `CHROMIUM` names another program.
 *
 * @throws Error that says how to install it, if there is none.
 */
export async function openBrowser(): Promise<Browser> {
  const executablePath = process.env.CHROMIUM ?? PROGRAMS.find((program) => existsSync(program));
  if (executablePath === undefined) {
    throw new Error(
      'There is no Chromium here. Install it (apt-get install --no-install-recommends chromium), or set CHROMIUM to its path.',
    );
  }
  // As root, which is usual in a container, Chromium starts only without its sandbox. It opens only our own pages.
  return await chromium.launch({ executablePath, chromiumSandbox: process.getuid?.() !== 0 });
}
