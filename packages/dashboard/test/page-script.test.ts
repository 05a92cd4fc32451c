import { expect, test } from 'vitest';
import { bundleScript } from '../generate/bundle-script.js';
import { PAGE_SCRIPT } from '../src/page/page-script.js';

test('the script of the live page is made of what is in browser/; run "pnpm --filter @cellbridge/dashboard embed"', async () => {
  expect(PAGE_SCRIPT).toBe(await bundleScript());
});
