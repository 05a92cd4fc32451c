/** Wishes: how an operator steers running moves from any machine. A run reads them before every batch, and while it waits. */

import { and, asc, eq, ne } from 'drizzle-orm';
import type { ApiReader, ApiTransaction } from './api-database.js';

/**
 * What can be wished for.
 *
 * - `paused`: `true` or `false`. · `batchSize`: groups in a transaction. · `rate`: groups a second, at most.
 * - `concurrency`: batches under way at once in a cell. · `maxWriterWait`: milliseconds that a service may wait for a batch.
 */
export type WishedSetting = 'paused' | 'batchSize' | 'rate' | 'concurrency' | 'maxWriterWait';

/** A row of `cellbridge_wishes`. */
export interface Wish {
  /** The cell; `null`: every cell for which nothing else is wished. */
  readonly cellUuid: string | null;
  readonly setting: WishedSetting;
  /** `null`: what holds where nothing is wished. */
  readonly value: string | null;
  /** Who wished it. */
  readonly wishedBy: string;
  /** `YYYY-MM-DD HH:MM:SS.ffffff`, UTC, by the clock of the API database. */
  readonly wishedAt: string;
}

/** How a wish for every cell is stored. */
const EVERY_CELL = '';

/** Lists all wishes, sorted by cell and setting, those for every cell first. */
export async function listWishes(reader: ApiReader): Promise<Wish[]> {
  const { wishes } = reader.tables;
  const rows = await reader
    .select()
    .from(wishes)
    .orderBy(asc(wishes.cellUuid), asc(wishes.setting));
  return rows.map((row) => {
    const cellUuid = row.cellUuid === EVERY_CELL ? null : row.cellUuid;
    return { ...row, cellUuid, setting: row.setting as WishedSetting };
  });
}

/**
 * Records a wish, in place of an earlier one for the same setting. One for every cell also replaces those for
 * single cells: what is wished last holds.
 */
export async function recordWish(
  transaction: ApiTransaction,
  { cellUuid, setting, value, wishedBy }: Omit<Wish, 'wishedAt'>,
): Promise<void> {
  const { dialect } = transaction;
  const { wishes } = transaction.tables;
  const row = { cellUuid: cellUuid ?? EVERY_CELL, setting };
  const wish = { value, wishedBy, wishedAt: dialect.clock };
  const key = [wishes.cellUuid, wishes.setting];
  await transaction.upsert(wishes, { ...row, ...wish }, key, () => wish);
  if (cellUuid !== null) return;
  const ofCells = and(ne(wishes.cellUuid, EVERY_CELL), eq(wishes.setting, setting));
  await transaction.delete(wishes).where(ofCells);
}
