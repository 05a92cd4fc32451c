const HIDDEN = '***';

/** Puts `***` in place of the passwords of every URL in a text. */
export function redact(text: string): string {
  return text
    .replace(/([a-z][a-z0-9+.-]*:\/\/[^\s/:@]*):(?:[^\s/@]|@(?=[^\s/]*@))*@/gi, `$1:${HIDDEN}@`)
    .replace(/([?&](?:password|sslpassword)=)[^&\s]*/gi, `$1${HIDDEN}`);
}

/** A copy of an error, and of the errors behind it, that has no `secret` in any of its texts. */
export function redactError(error: unknown, secrets: readonly string[]): unknown {
  if (!(error instanceof Error)) return error;
  const hide = (text: string) =>
    secrets.reduce((shown, secret) => shown.replaceAll(secret, HIDDEN), redact(text));
  error.message = hide(error.message);
  if (error.stack) error.stack = hide(error.stack);
  if (error.cause !== undefined) redactError(error.cause, secrets);
  return error;
}
