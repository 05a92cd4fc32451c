import { argumentTerm, type Command, type OptionDefinition, optionTerm } from './command.js';
import { COMMANDS } from './commands/index.js';
import { COMMON_OPTIONS } from './common-options.js';
import { EXIT_STATUSES } from './exit-code.js';
import { code, header, paragraph, section, subsection, term, text } from './roff.js';
import { sentence } from './sentence.js';
import { VERSION } from './version.js';

const GUIDE = 'https://github.com/cellbridge/cellbridge/blob/main/docs/operators.md';

/** The variables that the command reads; drivers read some of their own. */
const VARIABLES: Readonly<Record<string, string>> = {
  CELLBRIDGE_API_DB: 'The URL of the API database, @FILE, or - for standard input.',
  CELLBRIDGE_CELL_DBS:
    'NAME=URL of cells, separated by white space: those that are not mapped, or that have another URL.',
  CELLBRIDGE_DASHBOARD_TOKEN: 'What viewers of "cellbridge dashboard" log in with.',
  CELLBRIDGE_DEBUG: 'If it is not empty, a bug is reported with the place where it happened.',
  CELLBRIDGE_EVENT: 'Is set for the command of --on-event: the type of the event.',
  CELLBRIDGE_NOVA_CONF: 'Config files of Nova, separated by colons.',
  CELLBRIDGE_NOVA_CONNECTION:
    'The URL that fills URL templates in cell_mappings, @FILE, or - for standard input.',
  'LC_ALL, LC_CTYPE, LANG':
    'Tables and progress bars are drawn with lines of Unicode if the first of them that is set names UTF-8, else with ASCII.',
  NO_COLOR: 'If it is not empty, nothing is shown in colour.',
  TERM: 'To a terminal named dumb the output is what it is in a pipe.',
};

const FILES: Readonly<Record<string, string>> = {
  'cellbridge.config.json, .cellbridgerc':
    'JSON with the keys apiDb, novaConf and novaConnection, in the current folder or one above it.',
  '.cellbridge/api.sqlite':
    'The API database if none is given. Only "cellbridge api-db sync" creates it.',
  '/etc/nova/nova.conf': 'Is read if --nova-conf or CELLBRIDGE_NOVA_CONF names it.',
};

/** The man page of the command. @param date of the page, as ISO 8601 has it. */
export function manPage(date: string, commands: readonly Command[] = COMMANDS): string {
  return `${[
    header('cellbridge', { version: VERSION, date }),
    section('NAME'),
    "cellbridge \\- move Nova's instance groups to the API database",
    section('SYNOPSIS'),
    '.B cellbridge\n.RI [ OPTION ...] " COMMAND " [ ARGUMENT ...]',
    section('DESCRIPTION'),
    text(
      'Moves the instance groups of OpenStack Nova from the cell databases to the API database, on MySQL, MariaDB, PostgreSQL and SQLite, while the service keeps running. The cells are the rows of the table cell_mappings. All of it can be interrupted, and run again.',
    ),
    paragraph(
      'The API database is named by the first of these that is set: --api-db, --nova-conf and --config-dir, CELLBRIDGE_API_DB, CELLBRIDGE_NOVA_CONF, a config file, .cellbridge/api.sqlite. "cellbridge config show" prints the URLs in use, without passwords. In place of a URL, @FILE names a file that holds it, and - is standard input: so a password is in no list of processes.',
    ),
    section('OPTIONS'),
    text('Every command has these; they may stand before its name too.'),
    ...optionTerms(COMMON_OPTIONS),
    term('-h, --help', 'show help; so does "cellbridge help COMMAND"'),
    term('--version', 'show the version'),
    section('COMMANDS'),
    ...commands.flatMap(describeCommand),
    section('EXIT STATUS'),
    ...Object.entries(EXIT_STATUSES).map(([status, meaning]) => term(status, meaning)),
    section('ENVIRONMENT'),
    ...Object.entries(VARIABLES).map(([name, meaning]) => term(name, meaning)),
    section('FILES'),
    ...Object.entries(FILES).map(([name, meaning]) => term(name, meaning)),
    section('SEE ALSO'),
    '.BR nova\\-manage (1)',
    paragraph(`The guide for operators: ${GUIDE}`),
  ].join('\n')}\n`;
}

function describeCommand(command: Command): string[] {
  const { path, aliases = [], description, options = {}, examples } = command;
  const words = Object.entries(command.arguments ?? {});
  const usage = ['cellbridge', ...path, ...words.map(([name, word]) => argumentTerm(name, word))];
  const others = aliases.map((alias) => ` Its name may be written ${alias} too.`).join('');
  return [
    subsection(usage.join(' ')),
    text(`${sentence(description)}${others}`),
    ...words.map(([name, word]) => term(argumentTerm(name, word), word.description)),
    ...optionTerms(options),
    code(examples),
  ];
}

function optionTerms(options: Readonly<Record<string, OptionDefinition>>): string[] {
  return Object.entries(options).map(([name, definition]) => {
    const required = definition.isRequired ? ' (required)' : '';
    return term(optionTerm(name, definition), `${definition.description}${required}`);
  });
}
