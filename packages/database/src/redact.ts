const HIDDEN = '***';

/** A URL up to its password, and that; the example that errors give for a URL is left as it is. */
const IN_URL =
  /([a-z][a-z0-9+.-]*:\/\/[^\s:/]*):(?!(?<=\/user:)password@host\/database\.?(?:\s|$))\S*@/gi;

/** A colon at its end belongs to the sentence that the text is part of. */
const IN_PARAMETER = /((?:ssl)?password=)(?:'[^']*'|[^&\s]*?(?=:?(?:[&\s]|$)))/gi;

/** Puts `***` in place of the passwords of every URL, and of every `password=`, in a text. */
export function redact(text: string): string {
  return text.replace(IN_URL, `$1:${HIDDEN}@`).replace(IN_PARAMETER, `$1${HIDDEN}`);
}

/**
 * Takes the passwords of URLs out of the texts of an error and of those behind it. The driver knows the password by
 * itself and repeats it nowhere; a word that happens to be the same stays, for a gap would give the password away.
 */
export function redactError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  error.message = redact(error.message);
  if (error.stack) error.stack = redact(error.stack);
  if (error instanceof AggregateError) {
    for (const inner of error.errors) redactError(inner);
  }
  if (error.cause !== undefined) redactError(error.cause);
  return error;
}
