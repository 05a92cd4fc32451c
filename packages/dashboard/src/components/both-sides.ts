import { describeQuarantinedGroup, type QuarantineDescriptionDocument } from '@cellbridge/migrator';
import { counted } from '../format/number.js';
import { type Html, type HtmlValue, html } from '../html/html.js';
import { table } from './table.js';
import { time } from './time.js';
import { withCommands } from './with-commands.js';

/** How many members show, if nothing else is said. */
const MOST_MEMBERS = 50;

type Side = QuarantineDescriptionDocument['api' | 'cell'];

/** What shows of a side. */
type Show = (side: NonNullable<Side>) => HtmlValue;

/**
 * A group in quarantine: why, what each side holds, and what can be decided.
 *
 * @param mostMembers how many members show. Default: 50.
 */
export function bothSides(
  description: QuarantineDescriptionDocument,
  mostMembers = MOST_MEMBERS,
): Html {
  const { entry, cellName, api, cell } = description;
  const { origin, wayOut, choices } = describeQuarantinedGroup(description);
  const where = `cell ${cellName ?? entry.cellUuid}`;
  const both = (name: string, show: Show, compared = show) => [
    html`${name}${isSame(compared, api, cell) ? '' : html` <span class="differs">differs</span>`}`,
    api ? show(api) : 'not there',
    cell ? show(cell) : 'not live',
  ];
  const members = membersOf(api, cell);
  const shown = members.slice(0, mostMembers);
  return html`<p>${entry.reason}: ${entry.details}</p>
<p>Tried ${counted(entry.attempts, 'time')}, last at ${time(entry.updatedAt)}.${origin === null ? '' : ` ${origin}`}</p>
${table({
  id: `sides-${entry.id}`,
  caption: html`Both sides of group <code>${entry.groupUuid}</code>`,
  columns: [
    { title: 'Field' },
    { title: 'API database' },
    { title: `Row ${entry.cellGroupId} of ${where}` },
  ],
  rows: [
    both('Name', ({ name }) => orNone(name)),
    both('User', ({ userId }) => orNone(userId)),
    both('Project', ({ projectId }) => orNone(projectId)),
    both('Policies', ({ policies }) => policies.join(', ')),
    // A group that is the same may have been created twice.
    both('Created', ({ createdAt }) => time(createdAt), nothing),
    both('Members', ({ members }) => members.length, sortedMembers),
    ...shown.map((member) => [
      html`<code>${member}</code>`,
      api ? held(api, member) : 'not there',
      cell ? held(cell, member) : 'not live',
    ]),
  ],
})}
${members.length > shown.length ? html`<p>${counted(members.length - shown.length, 'more member')} not shown.</p>` : ''}
<p>${withCommands(wayOut)}</p>
${choices.length > 0 ? html`<ul>${choices.map((choice) => html`<li>${choice}</li>`)}</ul>` : ''}`;
}

function orNone(value: string | null): HtmlValue {
  return value === null ? html`<em>none</em>` : value;
}

function held(side: NonNullable<Side>, member: string): string {
  return side.members.includes(member) ? 'member' : 'no';
}

/** The members of either side, those of one side first. */
function membersOf(api: Side, cell: Side): string[] {
  const [inApi, inCell] = [new Set(api?.members), new Set(cell?.members)];
  const isInBoth = (member: string) => inApi.has(member) && inCell.has(member);
  const all = [...new Set([...inApi, ...inCell])].sort();
  return [...all.filter((member) => !isInBoth(member)), ...all.filter(isInBoth)];
}

function nothing(): string {
  return '';
}

function sortedMembers({ members }: NonNullable<Side>): string {
  return [...members].sort().join(' ');
}

function isSame(show: Show, api: Side, cell: Side): boolean {
  return !api || !cell || String(show(api)) === String(show(cell));
}
