import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** Makes one script of `browser/page.ts` and what it imports. */
export async function bundleScript(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('../browser/page.ts', import.meta.url))],
    bundle: true,
    format: 'esm',
    target: 'es2022',
    minify: true,
    legalComments: 'none',
    write: false,
  });
  const [script] = outputFiles;
  if (!script) throw new Error('esbuild made no script.');
  return script.text.trim();
}
