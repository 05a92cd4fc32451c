/** The facts about a parameter of a URL. */
interface Parameter {
  /** The values that are accepted; any text if omitted. */
  readonly pattern?: RegExp;
  /** The same in words, for the error. */
  readonly wanted?: string;
}

const FLAG: Parameter = { pattern: /^(?:true|false|1|0|yes|no)$/i, wanted: 'true or false' };
const NUMBER: Parameter = { pattern: /^\d+$/, wanted: 'a whole number' };

/**
 * Every parameter that a URL may have, by the names of SQLAlchemy, PyMySQL and mysqlclient. Any other is an error. The
 * guide for operators lists them.
 */
export const PARAMETERS: Readonly<Record<string, Parameter>> = {
  unix_socket: {},
  connect_timeout: NUMBER,
  ssl: FLAG,
  ssl_ca: {},
  ssl_cert: {},
  ssl_key: {},
  ssl_cipher: {},
  ssl_check_hostname: FLAG,
  ssl_verify_cert: FLAG,
  ssl_verify_identity: FLAG,
  ssl_mode: {
    pattern: /^(?:disabled|required|verify_ca|verify_identity)$/i,
    wanted: 'DISABLED, REQUIRED, VERIFY_CA or VERIFY_IDENTITY',
  },
  read_default_file: {},
  read_default_group: {},
  // Without effect here: a plugin is one of SQLAlchemy's, such as DevStack's dbcounter; texts are always sent as utf8mb4, and a session has settings of its own.
  plugin: {},
  charset: {},
  use_unicode: {},
  read_timeout: NUMBER,
  write_timeout: NUMBER,
  sql_mode: {},
  program_name: {},
};

/** Returns whether a flag is set. */
export function isSet(value: string): boolean {
  return /^(?:true|1|yes)$/i.test(value);
}
