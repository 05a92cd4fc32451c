/**
 * What is read in the place of bytes that are no text: `U+FFFD`, the replacement character. A text that
 * holds it may have been stored with it, or be unreadable: the bytes tell, see `Dialect.bytes`.
 */
const UNREADABLE = '\uFFFD';

/**
 * Bytes as the text that they are in UTF-8. What is no UTF-8, and a NUL, which no column of text may hold,
 * reads as {@link UNREADABLE}.
 */
export function textOf(bytes: Uint8Array): string {
  const { buffer, byteOffset, byteLength } = bytes;
  return withoutNul(Buffer.from(buffer, byteOffset, byteLength).toString('utf8'));
}

/** A text with {@link UNREADABLE} in the place of each NUL. */
export function withoutNul(text: string): string {
  return text.includes('\0') ? text.replaceAll('\0', UNREADABLE) : text;
}

/** Whether a text may be unreadable. */
export function isSuspicious(text: string | null): boolean {
  return text?.includes(UNREADABLE) ?? false;
}
