/** Wishes: how an operator steers running moves from any machine. A run reads them before every batch, and while it waits. */

import { and, asc, eq, sql } from 'drizzle-orm';
import type { ApiReader, ApiTransaction } from './api-database.js';

/**
 * What can be wished for.
 *
 * - `paused`: `true` or `false`. · `batch-size`: groups in a transaction. · `rate`: groups a second, at most.
 */
export type WishedSetting = 'paused' | 'batch-size' | 'rate';

/** A row of `cellbridge_wishes`. */
export interface Wish {
  /** The cell; `null`: every cell for which nothing else is wished. */
  readonly cellUuid: string | null;
  readonly setting: WishedSetting;
  readonly value: string;
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

/** Records a wish, in place of an earlier one for the same setting. */
export async function recordWish(
  transaction: ApiTransaction,
  { cellUuid, setting, value, wishedBy }: Omit<Wish, 'wishedAt'>,
): Promise<void> {
  const { dialect } = transaction;
  const { wishes } = transaction.tables;
  const key = { cellUuid: cellUuid ?? EVERY_CELL, setting };
  const wish = { value, wishedBy, wishedAt: dialect.clock };
  await transaction.upsert(
    wishes,
    { ...key, ...wish },
    [wishes.cellUuid, wishes.setting],
    () => wish,
  );
}

/** Removes a wish. @returns whether there was one. */
export async function removeWish(
  transaction: ApiTransaction,
  { cellUuid, setting }: Pick<Wish, 'cellUuid' | 'setting'>,
): Promise<boolean> {
  const { wishes } = transaction.tables;
  const isWish = and(eq(wishes.cellUuid, cellUuid ?? EVERY_CELL), eq(wishes.setting, setting));
  return (await transaction.deleteCounted(wishes, isWish)) > 0;
}

/** Removes the wishes of single cells for a setting, so that one for every cell holds for all. */
export async function removeCellWishes(
  transaction: ApiTransaction,
  setting: WishedSetting,
): Promise<void> {
  const { wishes } = transaction.tables;
  const ofCells = and(sql`${wishes.cellUuid} <> ${EVERY_CELL}`, eq(wishes.setting, setting));
  await transaction.delete(wishes).where(ofCells);
}
