/**
 * Runs benchmarks: `pnpm bench --help`.
 *
 * They load the packages as built, and start processes of their own where memory or start-up is
 * measured. Nothing here is a test: the figures depend on the machine.
 */
import { writeFile } from 'node:fs/promises';
import { type Arguments, helpOf, parseArguments } from './arguments.js';
import { BENCHMARKS } from './benchmarks/index.js';
import { Lab } from './lab.js';
import { readSections } from './report/read-sections.js';
import { rendererOf } from './report/render-report.js';
import type { Section } from './report/section.js';
import { judge, type Result, toDocument } from './result.js';
import { renderTable } from './table.js';

process.exitCode = await main(process.argv.slice(2));

async function main(given: readonly string[]): Promise<number> {
  let options: Arguments;
  let sections: readonly Section[];
  try {
    options = parseArguments(given, BENCHMARKS);
    sections = await readSections(options.from, BENCHMARKS, options.chosen);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return 127;
  }
  if (options.help) {
    console.log(helpOf(BENCHMARKS));
    return 0;
  }
  if (options.from.length === 0) sections = [{ note: undefined, results: await runAll(options) }];
  const results = sections.flatMap((section) => section.results);
  if (options.report) {
    await writeFile(options.report, rendererOf(options.report)(sections).text);
    console.error(`Wrote ${options.report}`);
  }
  if (options.json) console.log(JSON.stringify(toDocument(results), null, 2));
  else console.log(`\n${renderTable(results)}`);
  return options.check && results.some(({ isMet }) => !isMet) ? 1 : 0;
}

async function runAll({ chosen, ...options }: Arguments): Promise<Result[]> {
  const report = (line: string) => console.error(line);
  const results: Result[] = [];
  await using lab = new Lab({ ...options, report });
  for (const benchmark of chosen.length > 0 ? chosen : BENCHMARKS) {
    report(`${benchmark.name}: ${benchmark.description}`);
    const result = judge(benchmark, await benchmark.measure(lab));
    report(renderTable([result]));
    results.push(result);
  }
  return results;
}
