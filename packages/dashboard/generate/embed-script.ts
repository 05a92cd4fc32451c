/** Writes the browser's script into a module: a program that is bundled has no file of it beside it. */
import { writeFileSync } from 'node:fs';
import { bundleScript } from './bundle-script.js';

const script = await bundleScript();
writeFileSync(
  new URL('../src/page/page-script.ts', import.meta.url),
  `/** Made of \`browser\` by \`pnpm --filter @cellbridge/dashboard embed\`. Do not edit. */
export const PAGE_SCRIPT =
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the script has templates of its own.
  ${JSON.stringify(script)};
`,
);
