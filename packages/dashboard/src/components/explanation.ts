import { describeExplanation, type ExplanationDocument } from '@cellbridge/migrator';
import { type Html, html } from '../html/html.js';
import { withCommands } from './with-commands.js';

/** Where a group is, how it came there, and what the next run does with it. */
export function explanation(document: ExplanationDocument): Html {
  return html`<p>Group <code>${document.groupUuid}</code></p>
<ul>
${describeExplanation(document).map((line) => html`<li>${withCommands(line)}</li>\n`)}</ul>`;
}
