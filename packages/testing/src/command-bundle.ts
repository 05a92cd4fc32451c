import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';

const COMMAND = new URL('../../../apps/cli/src/bin.ts', import.meta.url);
/** Tells the workers of a test run where the bundle is. */
const VARIABLE = 'CELLBRIDGE_TEST_BUNDLE';

/** The command in one folder of this test run, as its sources were when the run began. */
export interface CommandBundle {
  /** Bundles it anew. If that fails, as it does in the midst of a change, the tests run it unbundled. */
  refresh(): Promise<void>;
  /** Removes it. */
  remove(): Promise<void>;
}

/**
 * Bundles the command for the whole test run: tests start hundreds of processes of it, and to compile its sources
 * takes each of them seconds. Its packages go into the bundle; others are loaded from where they are installed.
 */
export async function bundleCommand(): Promise<CommandBundle> {
  const folder = await mkdtemp(join(tmpdir(), 'cellbridge-command-'));
  const refresh = async () => {
    try {
      await build({
        entryPoints: [fileURLToPath(COMMAND)],
        outdir: folder,
        bundle: true,
        // What the command imports when it needs it stays apart.
        splitting: true,
        keepNames: true,
        format: 'esm',
        platform: 'node',
        target: 'node20',
        conditions: ['cellbridge:source'],
        sourcemap: 'linked',
        // To read them takes a process as long as to start.
        sourcesContent: false,
        plugins: [whereItIs],
        logLevel: 'error',
      });
      process.env[VARIABLE] = join(folder, 'bin.js');
    } catch {
      delete process.env[VARIABLE];
    }
  };
  await refresh();
  return {
    refresh,
    async remove() {
      delete process.env[VARIABLE];
      await rm(folder, { recursive: true });
    },
  };
}

/** The bundle of a file, if it is the command and this is a test run. */
export function commandBundleOf(file: URL): string | undefined {
  return file.href === COMMAND.href ? process.env[VARIABLE] : undefined;
}

/** Leaves installed packages where they are, and tells each module of ours where its source is. */
const whereItIs: Plugin = {
  name: 'where-it-is',
  setup({ onLoad, onResolve, resolve }) {
    onResolve({ filter: /^[^./]/ }, async ({ path, pluginData, ...from }) => {
      if (pluginData === whereItIs || path.startsWith('node:')) return undefined;
      const resolved = await resolve(path, { ...from, pluginData: whereItIs });
      if (!resolved.path.includes(`${sep}node_modules${sep}`)) return resolved;
      return { path: pathToFileURL(resolved.path).href, external: true };
    });
    onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      const url = JSON.stringify(pathToFileURL(path).href);
      return { contents: text.replaceAll('import.meta.url', url), loader: 'ts' };
    });
  },
};
