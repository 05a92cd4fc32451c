/**
 * The replacement for bytes that are no text: `U+FFFD`, the replacement character. A text with it may have been
 * stored that way, or be unreadable. The bytes tell, see `Dialect.bytes`.
 */
const UNREADABLE = '\uFFFD';

/**
 * Decodes bytes as UTF-8. Bad UTF-8 becomes {@link UNREADABLE}, and so does a NUL, which no text column may
 * hold.
 */
export function textOf(bytes: Uint8Array): string {
  const { buffer, byteOffset, byteLength } = bytes;
  return withoutNul(Buffer.from(buffer, byteOffset, byteLength).toString('utf8'));
}

/** Returns a text with {@link UNREADABLE} instead of each NUL. */
export function withoutNul(text: string): string {
  return text.includes('\0') ? text.replaceAll('\0', UNREADABLE) : text;
}

/** Returns whether a text may be unreadable. */
export function isSuspicious(text: string | null): boolean {
  return text?.includes(UNREADABLE) ?? false;
}
