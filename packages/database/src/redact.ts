const HIDDEN = '***';

/**
 * A URL up to its password, and the password: up to the last `@` before a blank, or if there is none, up to the
 * first `@` of the line, unless a port stands there. The example URL in our errors stays unchanged.
 */
const IN_URL =
  /([a-z][a-z0-9+.-]*:\/\/[^\s:/]*):(?!(?<=\/user:)password@host\/database\.?(?:\s|$))(?:\S*|(?!\d{1,5}(?:[/?#"']|:\s|$))[^@\r\n]*)@/gi;

/** A colon at its end belongs to the sentence around it. */
const IN_PARAMETER = /((?:(?:ssl)?password|passwd)=)(?:'[^']*'|[^&\s]*?(?=:?(?:[&\s]|$)))/gi;

/** Replaces the passwords of every URL, and of every `password=`, with `***`. */
export function redact(text: string): string {
  return text.replace(IN_URL, `$1:${HIDDEN}@`).replace(IN_PARAMETER, `$1${HIDDEN}`);
}

/**
 * Removes the passwords of URLs from all texts of an error (message, stack, what a driver adds) and of its
 * causes. The driver gets the password separately and never repeats it. A word that is the same by chance
 * stays, because a gap would reveal the password.
 */
export function redactError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  error.message = redact(error.message);
  if (error.stack) error.stack = redact(error.stack);
  // A server's "detail" quotes the row that it refuses, and a cell mapping holds a URL.
  for (const [name, value] of Object.entries(error)) {
    if (typeof value === 'string') Reflect.set(error, name, redact(value));
  }
  if (error instanceof AggregateError) {
    for (const inner of error.errors) redactError(inner);
  }
  if (error.cause !== undefined) redactError(error.cause);
  return error;
}
