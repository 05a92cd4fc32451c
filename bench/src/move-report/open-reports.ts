import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { openBrowser } from '@cellbridge/testing';
import { alternate } from '../measure/alternate.js';
import type { Reports } from './make-reports.js';

/** How long Chromium takes to load and draw each of them, in milliseconds a round. */
export async function openReports(
  { many, few }: Reports,
  rounds: number,
): Promise<{ ours: number[]; reference: number[] }> {
  const folder = await mkdtemp(join(tmpdir(), 'cellbridge-bench-report-'));
  try {
    await using browser = await openBrowser();
    const opener = async (name: string, report: string) => {
      const file = join(folder, name);
      await writeFile(file, report);
      return async () => {
        const page = await browser.newPage();
        const started = performance.now();
        await page.goto(pathToFileURL(file).href);
        // The second frame begins when the first one is drawn.
        await page.evaluate(
          'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))',
        );
        const elapsed = performance.now() - started;
        await page.close();
        return elapsed;
      };
    };
    return await alternate(rounds, await opener('many.html', many), await opener('few.html', few));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
