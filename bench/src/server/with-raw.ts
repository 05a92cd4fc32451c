import { openRaw, type RawDatabase } from '@cellbridge/testing';

/** Lends a connection of the bare driver that takes the same statements on every server. */
export async function withRaw<T>(url: string, use: (raw: RawDatabase) => Promise<T>): Promise<T> {
  const raw = openRaw(url);
  try {
    return await use(raw);
  } finally {
    await raw.close();
  }
}
