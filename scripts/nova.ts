/**
 * Runs the commands of the OpenStack Nova that is installed on this machine before, during and after a
 * move, and fails if one of them behaves differently than without Cellbridge. What they did goes into
 * docs/nova-manage.md; with `--check` the page stays, and has to say so already if it is of this Nova.
 *
 * `NOVA_PYTHON` names the Python interpreter that has Nova; by default it is the system's own.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { DIALECTS, Harness, startPostgresql } from '@cellbridge/testing';
import { putPictures } from './architecture/page.js';
import { Nova } from './nova/nova.js';
import { findDifferences } from './nova/outcome.js';
import { runCommands, SITUATIONS } from './nova/situations.js';
import { type Column, renderTable } from './nova/table.js';

const FILE = fileURLToPath(new URL('../docs/nova-manage.md', import.meta.url));
const PYTHON = process.env.NOVA_PYTHON ?? '/usr/bin/python3';

const differences: string[] = [];
const server = await startPostgresql();
try {
  const results = await Promise.all(DIALECTS.map(runOn));
  const [table = '', another] = new Set(results.map((columns) => renderTable(columns)));
  if (another) differences.push(`the dialects differ:\n${table}\n${another}`);
  else if (differences.length === 0) keepPage(table, results[0]?.[0]?.outcomes[0]?.lines[0] ?? '');
} finally {
  await server.stop();
}
for (const difference of differences) console.error(difference);
process.exitCode = differences.length > 0 ? 1 : 0;

async function runOn(dialect: (typeof DIALECTS)[number]): Promise<Column[]> {
  await using nova = new Nova(PYTHON);
  const columns: Column[] = [];
  for (const situation of SITUATIONS) {
    const harness = new Harness(dialect, server.url);
    try {
      const outcomes = await runCommands(nova, harness, situation);
      columns.push({ name: situation.name, outcomes });
      const found = findDifferences(columns[0]?.outcomes ?? [], outcomes);
      console.log(`${dialect}, ${situation.name}: ${found.length} differences`);
      differences.push(...found.map((text) => `${dialect}, ${situation.name}: ${text}`));
    } finally {
      await harness.cleanup();
    }
  }
  return columns;
}

function keepPage(table: string, version: string): void {
  const old = readFileSync(FILE, 'utf8');
  const { page, changed } = putPictures(old, { 'nova-manage': table });
  if (!process.argv.includes('--check')) writeFileSync(FILE, page);
  else if (changed.length > 0 && old.includes(`0: ${version} `)) {
    differences.push(
      `docs/nova-manage.md is out of date:\n${table}\nMake it with: npx --yes pnpm@12.21.0 nova`,
    );
  }
}
