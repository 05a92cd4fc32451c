import { setImmediate } from 'node:timers/promises';
import { type ApiReader, listQuarantine } from '@cellbridge/db-api';
import { quarantineDocument } from '@cellbridge/migrator';

/** How many entries are read and written at once. */
const ENTRIES_AT_ONCE = 500;

/**
 * The open entries of the quarantine as a document, piece by piece: there may be hundreds of thousands. Together the pieces are
 * what the command prints.
 */
export async function* quarantineText(api: ApiReader): AsyncGenerator<string, void> {
  let afterId: number | undefined;
  for (;;) {
    const entries = await listQuarantine(api, { afterId, limit: ENTRIES_AT_ONCE });
    const last = entries.at(-1);
    if (!last) break;
    const text = JSON.stringify(entries.map(quarantineDocument), null, 2);
    yield `${afterId === undefined ? '[' : ','}${text.slice('['.length, -'\n]'.length)}`;
    afterId = last.id;
    // SQLite reads without a pause by itself.
    await setImmediate();
  }
  yield afterId === undefined ? '[]\n' : '\n]\n';
}
