import { setTimeout } from 'node:timers/promises';
import { CellbridgeError, redact } from '@cellbridge/db-api';
import { describeDuration } from '@cellbridge/migrator';
import type { Display } from './display.js';
import { plainText } from './plain-text.js';

/** Milliseconds after which a look that has not ended is mentioned. */
const SILENCE_MS = 10_000;

/** What a look at something has found. */
export interface Look {
  /** As it is shown, with its last line break. */
  readonly text: string;
  /** Whether there is nothing more to wait for. */
  readonly isOver: boolean;
}

/**
 * Looks again and again, and shows each time what it finds, under a line with the time. It goes on where a database does
 * not answer, with the last that was found, until the signal is aborted or a look says that it is over.
 *
 * @throws what the first look throws: it may be a mistake of the user's; and later what is no error of a database.
 */
export async function watch(
  look: () => Promise<Look>,
  {
    display,
    seconds,
    signal,
  }: { readonly display: Display; readonly seconds: number; readonly signal: AbortSignal },
): Promise<void> {
  let last: { readonly text: string; readonly at: string } | undefined;
  const show = (text: string) => {
    if (signal.aborted) return;
    display.show(`${clock()}, every ${seconds} s; Ctrl-C ends it.\n${text}`);
  };
  const showTrouble = (message: string) => {
    show(`${message}\n${last ? `Last seen at ${last.at}:\n${last.text}` : ''}`);
  };
  while (!signal.aborted) {
    const startedAt = performance.now();
    const timer = setInterval(() => {
      const silence = describeDuration((performance.now() - startedAt) / 1_000);
      showTrouble(`A database has not answered for ${silence}.`);
    }, SILENCE_MS);
    try {
      const found = await look();
      last = { text: found.text, at: clock() };
      show(found.text);
      if (found.isOver) return;
    } catch (error) {
      if (last === undefined || !CellbridgeError.isInstance(error)) throw error;
      showTrouble(`${plainText(redact(error.message))} Trying again.`);
    } finally {
      clearInterval(timer);
    }
    await setTimeout(seconds * 1_000, undefined, { signal }).catch(() => {});
  }
}

function clock(): string {
  return `${new Date().toISOString().slice(0, 19)}Z`;
}
