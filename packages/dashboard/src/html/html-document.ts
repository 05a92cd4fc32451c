import { type Html, html } from './html.js';

/** A whole document. */
export interface HtmlDocument {
  /** The name of the window, and of a bookmark. */
  readonly title: string;
  /** What goes into the head beside: a style sheet, a script. */
  readonly head: Html;
  readonly body: Html;
}

/** Makes a document of its parts: a page in English, for screens of every width, in the light and in the dark. */
export function htmlDocument({ title, head, body }: HtmlDocument): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
${head}
</head>
<body>
${body}
</body>
</html>
`.toString();
}
