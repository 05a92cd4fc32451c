import type { DescribedLeft, StatusDocument } from '@cellbridge/migrator';
import { counted } from '../format/number.js';
import { type Html, html } from '../html/html.js';
import { command } from './command.js';
import { folded } from './folded.js';
import { prose } from './prose.js';
import { withCommands } from './with-commands.js';

/** How many things show at once. */
const MOST_SHOWN = 20;

/**
 * What is left to do, in the order in which to do it, with the command for each.
 *
 * @param most how many are listed at most, all but twenty of them folded. Default: all.
 */
export function whatIsLeft(
  { cells, left }: Pick<StatusDocument, 'cells' | 'left'>,
  most = left.length,
): Html {
  if (cells.length === 0) return html`<p>There are no cells.</p>`;
  if (left.length === 0) {
    return html`<p class="good">Nothing is left to do: every cell is complete, and both sides prove the same moves. The fallback may be dropped.</p>`;
  }
  const more = left.slice(MOST_SHOWN, most);
  const unlisted = left.length - MOST_SHOWN - more.length;
  return html`<ol class="steps">
${left.slice(0, MOST_SHOWN).map(step)}</ol>
${
  more.length === 0
    ? ''
    : folded(
        'more-left',
        `${counted(more.length, 'more step')}`,
        html`<ol class="steps" start="${MOST_SHOWN + 1}">
${more.map(step)}</ol>`,
      )
}
${unlisted > 0 ? html`<p>${counted(unlisted, 'more step')} not listed: “cellbridge status --check” lists all.</p>` : ''}`;
}

function step({ message, step, command: text }: DescribedLeft): Html {
  return html`<li>${withCommands(prose(message))}${step === 'wait' ? '' : html` ${command(text)}`}</li>
`;
}
