import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RawDatabase, useHarness } from '@cellbridge/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseArguments } from '../src/arguments.js';
import { BENCHMARKS } from '../src/benchmarks/index.js';
import { drawChart } from '../src/report/draw-chart.js';
import { readSections } from '../src/report/read-sections.js';
import { renderPage } from '../src/report/render-page.js';
import { rendererOf } from '../src/report/render-report.js';

const NAMESPACES = "ARRAY[ARRAY['s', 'http://www.w3.org/2000/svg']]";

/** A document as `--json` prints it. */
function documentOf(...results: readonly Record<string, unknown>[]) {
  return {
    results: results.map((result) => ({
      name: 'move-sqlite',
      ours: 50,
      reference: 100,
      ratio: 0.5,
      unit: 'groups/s',
      bar: 0.5,
      groups: 1_000,
      ...result,
    })),
  };
}

describe('a report', () => {
  const harness = useHarness('postgresql');
  let raw: RawDatabase;
  let folder: string;

  beforeAll(async () => {
    // The parser of XML that is always there.
    raw = harness.open(await harness.createDatabaseUrl());
    folder = await mkdtemp(join(tmpdir(), 'cellbridge-bench-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  /** The texts of a path in a document, which must be well-formed. */
  async function textsIn(xml: string, path: string): Promise<string[]> {
    const rows = await raw.query(
      `SELECT string_agg(t.text, '') AS text
       FROM unnest(xpath(?, xmlparse(DOCUMENT ?), ${NAMESPACES})) WITH ORDINALITY AS found (node, number),
         XMLTABLE('.' PASSING found.node COLUMNS text text PATH 'string(.)') AS t
       GROUP BY found.number ORDER BY found.number`,
      path,
      xml,
    );
    return rows.map(({ text }) => String(text));
  }

  async function save(document: unknown, name = 'results.json'): Promise<string> {
    const file = join(folder, name);
    await writeFile(file, JSON.stringify(document));
    return file;
  }

  const read = async (document: unknown) => readSections([await save(document)], BENCHMARKS);

  test('has every benchmark, in rows and in words', async () => {
    const all = BENCHMARKS.map(({ name, unit, bar }) => ({ name, unit, bar, ratio: bar }));
    const svg = drawChart(await read(documentOf(...all))).text;
    const names = BENCHMARKS.map(({ name }) => name);
    expect(await textsIn(svg, '//s:text[@class="name"]')).toEqual(names);
    const [description] = await textsIn(svg, '/s:svg[@role="img"]/s:desc');
    for (const name of names) expect(description).toContain(`${name}: `);
    expect(await textsIn(svg, '/s:svg/s:title')).toEqual([
      // A ceiling is not met by the bar itself.
      `Benchmarks: ${BENCHMARKS.filter(({ isCeiling }) => !isCeiling).length} of ${names.length} bars met`,
    ]);
  });

  test.each([
    ['a floor', { name: 'move-sqlite', ratio: 0.5, bar: 0.5 }, '0.50, at least 0.5: met'],
    ['a floor', { name: 'move-sqlite', ratio: 0.49, bar: 0.5 }, '0.49, at least 0.5: missed'],
    ['a floor', { name: 'move-sqlite', ratio: 0.4987, bar: 0.5 }, '0.4987, at least 0.5: missed'],
    ['a ceiling', { name: 'memory', ratio: 1.19, bar: 1.2 }, '1.19, below 1.2: met'],
    ['a ceiling', { name: 'memory', ratio: 1.2, bar: 1.2 }, '1.20, below 1.2: missed'],
    ['an exact bar', { name: 'queries-after-move', ratio: 1, bar: 1 }, '1.00, exactly 1: met'],
    ['an exact bar', { name: 'queries-after-move', ratio: 2, bar: 1 }, '2.00, exactly 1: missed'],
    [
      'a figure of our own',
      { name: 'memory', ratio: 1, bar: 1.2, ours: 250 },
      '1.00, below 1.2: missed (not below 250 MiB)',
    ],
  ])('judges %s: %o', async (_bar, result, text) => {
    const svg = drawChart(await read(documentOf(result))).text;
    expect(await textsIn(svg, '//s:text[@class="ratio"]')).toEqual([text]);
    const [isMet, isMissed] = [!text.includes('missed'), text.includes('missed')];
    expect(await textsIn(svg, '//s:rect[@class="met"]')).toHaveLength(Number(isMet));
    expect(await textsIn(svg, '//s:rect[@class="missed"]')).toHaveLength(Number(isMissed));
  });

  test('puts runs together, each under its note, whatever the note says', async () => {
    const note = 'A <script>, "quotes" & a bell \u0007 in a note';
    const first = await save({ note, ...documentOf({}, { name: 'get-hosts' }) }, 'first.json');
    const second = await save(documentOf({ ours: 70, ratio: 0.7 }), 'second.json');
    const chosen = BENCHMARKS.filter(({ name }) => name === 'move-sqlite');
    const sections = await readSections([first, second], BENCHMARKS, chosen);
    const svg = drawChart(sections).text;
    expect(await textsIn(svg, '//s:text[@class="name"]')).toEqual(['move-sqlite', 'move-sqlite']);
    const notes = await textsIn(svg, '//s:text[@class="faint"]');
    expect(notes[0]).toBe(note.replace('\u0007', '\ufffd'));
    const page = renderPage(sections).text;
    expect(page).toContain(svg);
    expect(page).toContain('<h2>A &lt;script&gt;, &quot;quotes&quot; &amp; a bell');
    expect(page.match(/<th scope="row">/g)).toHaveLength(2);
  });

  test('refuses what is no document of results, and names the file', async () => {
    const rejects = async (document: unknown, message: string, chosen = BENCHMARKS) => {
      const file = await save(document);
      const reading = readSections([file], BENCHMARKS, chosen);
      await expect(reading).rejects.toThrow(message.replace('FILE', file));
    };
    await rejects([], 'FILE: this is not a document that --json has printed.');
    await rejects({ note: 7, results: [] }, 'FILE: this is not a document that --json');
    await rejects(documentOf({ ratio: null }), 'FILE: a result lacks');
    await rejects(documentOf({ ratio: 0 }), 'FILE: a result lacks');
    await rejects(documentOf({ name: 'unknown' }), 'FILE: there is no benchmark unknown.');
    await rejects(documentOf({}), 'There is no result of move-postgresql in FILE.');
    await expect(readSections([join(folder, 'none')], BENCHMARKS)).rejects.toThrow('no such file');
  });
});

test('the name of a report says what is written', () => {
  expect(rendererOf('chart.SVG')).toBe(drawChart);
  expect(rendererOf('folder.svg/page.html')).toBe(renderPage);
  const parse = (...given: string[]) => parseArguments(given, BENCHMARKS);
  expect(() => parse('--report', 'chart.png')).toThrow(
    '--report is chart.png; give a file that ends in .svg or .html.',
  );
  expect(() => parse('--from', 'a.json', '--rounds', '2')).toThrow('leave --rounds out');
  const { from, chosen } = parse('get-hosts', '--from', 'a.json', '--from', 'b.json');
  expect({ from, chosen: chosen.map(({ name }) => name) }).toEqual({
    from: ['a.json', 'b.json'],
    chosen: ['get-hosts'],
  });
});
