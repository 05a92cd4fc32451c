import { type CliOptions, type CliResult, cellbridge } from './run.js';

/** What a dashboard has answered, and what its command has printed. */
export interface Visited extends CliResult {
  /** One for each path. */
  readonly answers: readonly { readonly status: number; readonly body: string }[];
}

/** Runs a command that serves a dashboard, asks it for some paths once it listens, and presses Ctrl-C. */
export async function visited(
  options: CliOptions,
  paths: readonly string[],
  ...args: string[]
): Promise<Visited> {
  const interruption = new AbortController();
  const answers: Visited['answers'][number][] = [];
  let written = '';
  let visiting: Promise<void> | undefined;
  const visit = async (url: string) => {
    try {
      for (const path of paths) {
        const response = await fetch(new URL(path, url), { redirect: 'manual' });
        answers.push({ status: response.status, body: await response.text() });
      }
    } finally {
      interruption.abort();
    }
  };
  const onWrite = (part: string) => {
    written += part;
    const [url] = /http:\/\/[^\s",]+/.exec(written) ?? [];
    if (url && written.includes('\n')) visiting ??= visit(url);
  };
  const { signal } = interruption;
  const result = await cellbridge({ ...options, signal, onWrite }, ...args);
  await visiting;
  return { ...result, answers };
}
