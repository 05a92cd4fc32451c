import type { FeedView } from '../feed/feed.js';
import { duration } from '../format/duration.js';
import { type Html, html } from '../html/html.js';
import { failureOf } from '../server/failure.js';

/** A read that has not ended is mentioned after so many seconds, and after so many times as long as the last one took. */
const LONG_READ_SECONDS = 10;
const LONG_READ_TIMES = 3;

/** How old what the page shows is, and why it is not newer. */
export function freshness(view: FeedView<unknown>): Html {
  const { last, failure } = view;
  const trouble = troubleOf(view);
  const age =
    last === null ? '' : html`<p id="age" class="note">${ageOf(last.readAt, view.now)}</p>`;
  if (trouble === null)
    return age || html`<p id="age" class="note">This may take some seconds.</p>`;
  const old = last === null ? '' : ' What is below is what was there before.';
  return html`<p id="trouble" class="notice bad"><strong>${failure ? 'The state could not be read.' : 'The state takes long to read.'}</strong> ${trouble}${old}</p>
${age}`;
}

function troubleOf({ last, failure, readingSince, now }: FeedView<unknown>): string | null {
  if (failure) return `${failureOf(failure.error).message} Trying again.`;
  const seconds = readingSince === null ? 0 : (now - readingSince) / 1_000;
  const usual = Math.max(LONG_READ_SECONDS, (LONG_READ_TIMES * (last?.took ?? 0)) / 1_000);
  if (seconds < usual) return null;
  return `It has taken ${duration(seconds)} so far: a database may not answer.`;
}

function ageOf(readAt: number, now: number): Html {
  const stamp = new Date(readAt).toISOString();
  const seconds = Math.max(0, Math.round((now - readAt) / 1_000));
  const ago = seconds < 1 ? 'now' : `${duration(seconds)} ago`;
  return html`Read ${ago}, at <time datetime="${stamp}">${stamp.slice(11, 19)} UTC</time>.`;
}
