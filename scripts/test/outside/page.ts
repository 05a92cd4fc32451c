import { readFileSync } from 'node:fs';

/** A fenced block of code. */
export interface Block {
  readonly language: string;
  readonly text: string;
}

/** What stands under one heading of a page. */
export interface Section {
  readonly heading: string;
  readonly blocks: Block[];
}

const PART = /^#+ (?<heading>[^\n]*)$|^```(?<language>\w*)\n(?<text>.*?)^```$/gms;

/** Reads the blocks of code of a page; a section without any is left out. @param page from the root. */
export function readSections(page: string): Section[] {
  const sections: Section[] = [];
  for (const { groups } of readFileSync(page, 'utf8').matchAll(PART)) {
    const { heading, language = '', text } = groups ?? {};
    if (text === undefined) sections.push({ heading: heading ?? '', blocks: [] });
    else sections.at(-1)?.blocks.push({ language, text });
  }
  return sections.filter(({ blocks }) => blocks.length > 0);
}
