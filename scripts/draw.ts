/**
 * Draws the pictures of docs/architecture.md from the code. With `--check` it changes nothing, and
 * fails if the page shows something else than the code is, or names what the code does not have.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { putPictures } from './architecture/page.js';
import { drawPictures } from './architecture/pictures.js';
import { findDeadReferences } from './architecture/references.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const FILE = join(ROOT, 'docs/architecture.md');

const { page, changed } = putPictures(readFileSync(FILE, 'utf8'), drawPictures(ROOT));
if (!process.argv.includes('--check')) {
  writeFileSync(FILE, page);
  console.log(changed.length > 0 ? `Drawn again: ${changed.join(', ')}` : 'Nothing has changed.');
} else {
  const guides = readdirSync(join(ROOT, 'docs')).filter((name) => name.endsWith('.md'));
  const pages = ['README.md', 'CONTRIBUTING.md', ...guides.map((name) => join('docs', name))];
  const dead = pages.flatMap((name) => findDeadReferences(ROOT, name));
  for (const line of dead) console.error(line);
  if (changed.length > 0) {
    console.error(
      `docs/architecture.md does not show the code as it is: ${changed.join(', ')}.\nDraw it anew with: npx --yes pnpm@12.21.0 draw`,
    );
  }
  process.exitCode = changed.length + dead.length > 0 ? 1 : 0;
}
