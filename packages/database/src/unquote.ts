/** Works like Python's `urllib.parse.unquote`: a `%` without two hexadecimal digits stands for itself. */
export function unquote(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (bytes) =>
    Buffer.from(bytes.replaceAll('%', ''), 'hex').toString('utf8'),
  );
}
