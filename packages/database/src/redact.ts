const HIDDEN = '***';

/**
 * A URL up to its password, and that: to the last `@` before a blank, or where there is none to the first
 * `@` of the line, unless what stands there is a port. The example that errors give is left as it is.
 */
const IN_URL =
  /([a-z][a-z0-9+.-]*:\/\/[^\s:/]*):(?!(?<=\/user:)password@host\/database\.?(?:\s|$))(?:\S*|(?!\d{1,5}(?:[/?#"']|:\s|$))[^@\r\n]*)@/gi;

/** A colon at its end belongs to the sentence that the text is part of. */
const IN_PARAMETER = /((?:password|passwd)=)(?:'[^']*'|[^&\s]*?(?=:?(?:[&\s]|$)))/gi;

/** Puts `***` in place of the passwords of every URL, and of every `password=`, in a text. */
export function redact(text: string): string {
  return text.replace(IN_URL, `$1:${HIDDEN}@`).replace(IN_PARAMETER, `$1${HIDDEN}`);
}

/**
 * Takes passwords out of all texts of an error (message, stack, what a driver adds) and of those behind it:
 * the passwords of URLs, and `secrets` where they stand as one, between `:` and `@` or behind `password=`.
 *
 * A text that only equals the password stays. Replaced, it would tell everybody what the password is, and
 * make nonsense of the sentence; no driver says a password alone.
 */
export function redactError(error: unknown, secrets: readonly string[]): unknown {
  if (!(error instanceof Error)) return error;
  const hide = (text: string) => redact(secrets.reduce(hideAsPassword, text));
  error.message = hide(error.message);
  if (error.stack) error.stack = hide(error.stack);
  // A server's "detail" quotes a row that it refuses, and a cell mapping holds a URL.
  for (const [name, value] of Object.entries(error)) {
    if (typeof value === 'string') Reflect.set(error, name, hide(value));
  }
  if (error instanceof AggregateError) {
    for (const inner of error.errors) redactError(inner, secrets);
  }
  if (error.cause !== undefined) redactError(error.cause, secrets);
  return error;
}

/** Also where a blank or the like in the password keeps {@link redact} from seeing a URL. */
function hideAsPassword(text: string, secret: string): string {
  if (secret === '') return text;
  return text
    .replaceAll(`:${secret}@`, `:${HIDDEN}@`)
    .replaceAll(`password=${secret}`, `password=${HIDDEN}`);
}
