import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { COMMANDS } from '../../src/commands/index.js';
import type { CommandDocuments } from '../../src/documents/command-documents.js';
import type { PublishedDocuments } from '../../src/documents/published-documents.js';
import { SCHEMAS, schemaFile } from './documents.js';
import { makeSchemas } from './make-schemas.js';

const OTHERS: readonly Exclude<keyof PublishedDocuments, keyof CommandDocuments>[] = [
  'error',
  'event',
  'version',
];
const GUIDE = new URL('../../../../docs/stability.md', import.meta.url);

test('the guide links to every published schema', async () => {
  const links = (await readFile(GUIDE, 'utf8')).matchAll(/\(..\/apps\/cli\/schemas\/(\S+)\)/g);
  const linked = [...links].map(([, file]) => file);
  expect(linked.sort()).toEqual((await readdir(SCHEMAS)).sort());
});

test('the published schemas are those of the types of the documents', async () => {
  const schemas = makeSchemas();
  const commands = COMMANDS.map(({ path }) => path.join(' '));
  expect([...schemas.keys()].sort()).toEqual([...commands, ...OTHERS].sort());
  for (const [name, schema] of schemas) {
    const text = `${JSON.stringify(schema, null, 2)}\n`;
    // A link to code says nothing to a reader of the schema: it is left out if it has brackets of its own.
    expect(text.match(/.*{@.*/g)).toBe(null);
    await expect(text).toMatchFileSnapshot(join(SCHEMAS, schemaFile(name)));
  }
  const files = new Set([...schemas.keys()].map(schemaFile));
  expect((await readdir(SCHEMAS)).filter((file) => !files.has(file))).toEqual([]);
});
