import type { QuarantineReason } from '@cellbridge/db-api';
import { parseCell } from './cell-overrides.js';
import type { OptionDefinition } from './command.js';
import { LOG_FORMATS, LOG_LEVELS } from './log.js';

/** The options of every command. They may stand before its name, and after it. */
export const COMMON_OPTIONS = {
  apiDb: {
    value: 'URL',
    description:
      'the API database (or CELLBRIDGE_API_DB, or cellbridge.config.json); @FILE or - reads the URL',
  },
  novaConnection: {
    value: 'URL',
    description:
      "Nova's [database] connection, which fills URL templates in cell_mappings (or CELLBRIDGE_NOVA_CONNECTION)",
  },
  novaConf: {
    value: 'FILE',
    description: 'a config file of Nova that says both; repeatable (or CELLBRIDGE_NOVA_CONF)',
    isRepeatable: true,
  },
  configDir: {
    value: 'FOLDER',
    description: 'a folder of such files, *.conf; repeatable',
    isRepeatable: true,
  },
  json: { description: 'print one JSON document and nothing else' },
  logLevel: {
    value: 'LEVEL',
    description: `how much standard error gets: ${LOG_LEVELS.join(', ')}; default info`,
    choices: LOG_LEVELS,
  },
  logFormat: {
    value: 'FORMAT',
    description: `of standard error: ${LOG_FORMATS.join(', ')}; default text`,
    choices: LOG_FORMATS,
  },
} as const satisfies Readonly<Record<string, OptionDefinition>>;

/** A cell that `cell_mappings` does not name, or under another URL. */
export const CELL_DB_OPTION = {
  value: 'NAME=URL',
  description: 'a cell and its database URL, which replaces that of its mapping; repeatable',
  parse: parseCell,
  isRepeatable: true,
} as const satisfies OptionDefinition;

/** The cells that a command works on, by name or uuid. Default: all. */
export const CELL_OPTION = {
  value: 'NAME',
  description: 'only this cell; repeatable',
  isRepeatable: true,
} as const satisfies OptionDefinition;

/** The project whose groups a command sees. Default: all. */
export const PROJECT_OPTION = {
  value: 'ID',
  description: "see and change this project's groups only",
} as const satisfies OptionDefinition;

/** Metrics for the textfile collector of Prometheus' node_exporter. */
export const METRICS_FILE_OPTION = {
  value: 'FILE',
  description: 'write metrics for Prometheus to this file, which should end in .prom',
} as const satisfies OptionDefinition;

/** Written out, because options are read before anything is loaded that knows them. */
export const REASONS = [
  'different',
  'destroyed',
  'refused',
  'unreadable',
] as const satisfies readonly QuarantineReason[];

/** Why a group is in quarantine. */
export const REASON_OPTION = {
  value: 'REASON',
  description: `only for this reason: ${REASONS.join(', ')}`,
  choices: REASONS,
} as const satisfies OptionDefinition;
