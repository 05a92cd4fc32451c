const HIDDEN = '***';

/**
 * A URL up to its password, and that: to the last `@` before a blank, or where there is none to the first
 * `@` of the line, unless what stands there is a port. The example that errors give is left as it is.
 */
const IN_URL =
  /([a-z][a-z0-9+.-]*:\/\/[^\s:/]*):(?!(?<=\/user:)password@host\/database\.?(?:\s|$))(?:\S*|(?!\d{1,5}(?:[/?#"']|:\s|$))[^@\r\n]*)@/gi;

/** A colon at its end belongs to the sentence that the text is part of. */
const IN_PARAMETER = /((?:(?:ssl)?password|passwd)=)(?:'[^']*'|[^&\s]*?(?=:?(?:[&\s]|$)))/gi;

/** Puts `***` in place of the passwords of every URL, and of every `password=`, in a text. */
export function redact(text: string): string {
  return text.replace(IN_URL, `$1:${HIDDEN}@`).replace(IN_PARAMETER, `$1${HIDDEN}`);
}

/**
 * Takes the passwords of URLs out of all texts of an error (message, stack, what a driver adds) and of those
 * behind it. The driver knows the password by itself and repeats it nowhere; a word that happens to be the
 * same stays, for a gap would give the password away.
 */
export function redactError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  error.message = redact(error.message);
  if (error.stack) error.stack = redact(error.stack);
  // A server's "detail" quotes a row that it refuses, and a cell mapping holds a URL.
  for (const [name, value] of Object.entries(error)) {
    if (typeof value === 'string') Reflect.set(error, name, redact(value));
  }
  if (error instanceof AggregateError) {
    for (const inner of error.errors) redactError(inner);
  }
  if (error.cause !== undefined) redactError(error.cause);
  return error;
}
