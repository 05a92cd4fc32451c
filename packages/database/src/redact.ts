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

/** Takes `secrets`, and the passwords of URLs, out of the texts of an error and of those behind it. */
export function redactError(error: unknown, secrets: readonly string[]): unknown {
  if (!(error instanceof Error)) return error;
  const hide = (text: string) =>
    secrets.reduce((shown, secret) => shown.replaceAll(secret, HIDDEN), redact(text));
  error.message = hide(error.message);
  if (error.stack) error.stack = hide(error.stack);
  if (error instanceof AggregateError) {
    for (const inner of error.errors) redactError(inner, secrets);
  }
  if (error.cause !== undefined) redactError(error.cause, secrets);
  return error;
}
