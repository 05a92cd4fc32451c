/**
 * Fails if a package is not fit to be published: it builds and packs each one, and has publint and
 * arethetypeswrong look at the archive. Then plain Node.js must be able to import what was built.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

interface Manifest {
  readonly name: string;
  readonly private?: boolean;
  readonly bin?: Readonly<Record<string, string>>;
  readonly exports: Readonly<Record<string, unknown>>;
}

const root = fileURLToPath(new URL('..', import.meta.url));
const archives = mkdtempSync(join(tmpdir(), 'cellbridge-faces-'));
let failures = 0;

/** Runs a command, tells of it if it fails, and says whether it did well. */
function attempt(folder: string, command: string, ...argumentList: string[]): boolean {
  try {
    execFileSync(command, argumentList, { cwd: folder, encoding: 'utf8', stdio: 'pipe' });
    return true;
  } catch (error) {
    failures += 1;
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    console.error(`${folder}: ${command} ${argumentList.join(' ')}\n${stdout}${stderr}`);
    return false;
  }
}

function checkFaces(): void {
  for (const parent of ['packages', 'apps']) {
    for (const name of readdirSync(join(root, parent))) {
      const folder = join(root, parent, name);
      const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
      if (manifest.private) continue;
      const archive = join(archives, `${name}.tgz`);
      attempt(folder, 'pnpm', 'pack', '--out', archive);
      attempt(folder, 'publint', 'run', archive, '--strict');
      for (const file of Object.values(manifest.bin ?? {})) {
        attempt(folder, process.execPath, file, '--version');
      }
      if (!('.' in manifest.exports)) continue;
      attempt(folder, 'attw', archive, '--profile', 'esm-only');
      attempt(
        folder,
        process.execPath,
        '--input-type=module',
        '--eval',
        `await import('${manifest.name}')`,
      );
    }
  }
}

if (attempt(root, 'turbo', 'run', 'build', '--output-logs=errors-only')) checkFaces();
rmSync(archives, { recursive: true });
process.exitCode = failures > 0 ? 1 : 0;
