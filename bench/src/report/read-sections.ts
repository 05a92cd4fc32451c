import { readFile } from 'node:fs/promises';
import type { Benchmark } from '../benchmark.js';
import type { Result, ResultDocument } from '../result.js';
import { verdictOf } from '../verdict.js';
import type { Section } from './section.js';

const FIGURES = ['ours', 'reference', 'ratio', 'bar', 'groups'] as const;

/**
 * Reads documents that `--json` has printed. Each may also have a `note`: on what machine and when it was measured. How
 * a ratio has to stand to its bar, which is not in a document, is taken from the benchmarks.
 *
 * @param chosen The benchmarks to show, in this order; none: all that are in the documents, as they are there.
 * @throws Error that names a file which cannot be read or is no such document, or a benchmark that is in none.
 */
export async function readSections(
  files: readonly string[],
  benchmarks: readonly Benchmark[],
  chosen: readonly Benchmark[] = [],
): Promise<Section[]> {
  const sections = await Promise.all(files.map((file) => readSection(file, benchmarks)));
  if (files.length === 0 || chosen.length === 0) return sections;
  const namesIn = new Set(sections.flatMap(({ results }) => results.map(({ name }) => name)));
  const missing = chosen.find(({ name }) => !namesIn.has(name));
  if (missing) throw new Error(`There is no result of ${missing.name} in ${files.join(', ')}.`);
  return sections
    .map(({ note, results }) => ({
      note,
      results: chosen.flatMap(({ name }) => results.filter((result) => result.name === name)),
    }))
    .filter(({ results }) => results.length > 0);
}

async function readSection(file: string, benchmarks: readonly Benchmark[]): Promise<Section> {
  const wrong = (reason: string) => new Error(`${file}: ${reason}.`);
  const text = await readFile(file, 'utf8').catch(() => {
    throw wrong('there is no such file, or it cannot be read');
  });
  const document = parse(text);
  const { note, results } = document ?? {};
  if (!Array.isArray(results) || !['string', 'undefined'].includes(typeof note)) {
    throw wrong('this is not a document that --json has printed');
  }
  const toResult = (given: unknown): Result => {
    if (!isResult(given)) throw wrong('a result lacks a name, a unit or a figure');
    const benchmark = benchmarks.find(({ name }) => name === given.name);
    if (!benchmark) throw wrong(`there is no benchmark ${given.name}`);
    const { description } = benchmark;
    const spread = { ours: 0, reference: 0 };
    return { ...given, description, spread, ...verdictOf(benchmark, given) };
  };
  return { note: note === undefined ? undefined : String(note), results: results.map(toResult) };
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isResult(value: unknown): value is ResultDocument {
  return (
    isRecord(value) &&
    typeof value.name === 'string' &&
    typeof value.unit === 'string' &&
    FIGURES.every((figure) => typeof value[figure] === 'number' && value[figure] >= 0) &&
    // It is drawn on a logarithmic axis.
    Number(value.ratio) > 0 &&
    Number(value.bar) > 0
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
