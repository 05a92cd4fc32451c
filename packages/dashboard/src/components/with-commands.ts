import { type Html, type HtmlValue, html } from '../html/html.js';
import { command } from './command.js';

/** A command in the sentences that name one. */
const COMMAND = /"(cellbridge [^"]+)"/;

/** Sentences, whose commands stand out, and can be taken whole. */
export function withCommands(sentences: string): Html {
  const parts = sentences.split(COMMAND);
  return html`${parts.map((part, index): HtmlValue => (index % 2 === 1 ? command(part) : part))}`;
}
