/** The facts about a connection parameter of libpq. */
export interface Parameter {
  /** The environment variable with the same meaning, if there is one. */
  readonly variable?: string;
  /** The values that are accepted, for parsing and for the error; any text if omitted. */
  readonly values?: readonly string[];
  /** Whether it is a whole number. */
  readonly isNumber?: boolean;
  /** Why it takes no other values, or what to do instead. */
  readonly reason?: string;
  /** Accepted, without effect here. */
  readonly isIgnored?: boolean;
}

const NOT_HERE = 'Node.js cannot do it.';
const VERSIONS = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'];

/**
 * Every connection parameter that a URL, a service or the environment may give, by its libpq name. Any other is
 * an error, and so is a value that is not among `values`. The guide for operators lists them.
 */
export const PARAMETERS: Readonly<Record<string, Parameter>> = {
  host: { variable: 'PGHOST' },
  port: { variable: 'PGPORT' },
  user: { variable: 'PGUSER' },
  password: { variable: 'PGPASSWORD' },
  passfile: { variable: 'PGPASSFILE' },
  dbname: {},
  service: { variable: 'PGSERVICE' },
  target_session_attrs: {
    variable: 'PGTARGETSESSIONATTRS',
    values: ['any', 'read-write', 'primary'],
    reason: 'Cellbridge writes.',
  },
  load_balance_hosts: { variable: 'PGLOADBALANCEHOSTS', values: ['disable'], reason: NOT_HERE },
  connect_timeout: { variable: 'PGCONNECT_TIMEOUT', isNumber: true },
  options: { variable: 'PGOPTIONS' },
  application_name: { variable: 'PGAPPNAME' },
  fallback_application_name: {},
  client_encoding: { variable: 'PGCLIENTENCODING', isIgnored: true },
  sslmode: {
    variable: 'PGSSLMODE',
    values: ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'],
  },
  sslrootcert: { variable: 'PGSSLROOTCERT' },
  sslcert: { variable: 'PGSSLCERT' },
  sslkey: { variable: 'PGSSLKEY' },
  sslpassword: {},
  sslcrl: { variable: 'PGSSLCRL' },
  ssl_min_protocol_version: { variable: 'PGSSLMINPROTOCOLVERSION', values: VERSIONS },
  ssl_max_protocol_version: { variable: 'PGSSLMAXPROTOCOLVERSION', values: VERSIONS },
  sslcompression: { variable: 'PGSSLCOMPRESSION', values: ['0'], reason: NOT_HERE },
  sslsni: { variable: 'PGSSLSNI', values: ['1'], reason: 'The name of the host is always sent.' },
  sslnegotiation: { variable: 'PGSSLNEGOTIATION', values: ['postgres'], reason: NOT_HERE },
  channel_binding: {
    variable: 'PGCHANNELBINDING',
    values: ['disable', 'prefer'],
    reason: 'Use sslmode=verify-full to be sure of the server.',
  },
  gssencmode: { variable: 'PGGSSENCMODE', values: ['disable', 'prefer'], reason: NOT_HERE },
  keepalives: { values: ['0', '1'] },
  keepalives_idle: { isNumber: true },
  keepalives_interval: { isIgnored: true },
  keepalives_count: { isIgnored: true },
  tcp_user_timeout: { isIgnored: true },
  hostaddr: { variable: 'PGHOSTADDR', values: [], reason: 'Give the address as host.' },
  requirepeer: { variable: 'PGREQUIREPEER', values: [], reason: NOT_HERE },
  require_auth: { variable: 'PGREQUIREAUTH', values: [], reason: NOT_HERE },
  sslcrldir: { variable: 'PGSSLCRLDIR', values: [], reason: 'Give one file as sslcrl.' },
  sslcertmode: { variable: 'PGSSLCERTMODE', values: ['allow'], reason: NOT_HERE },
  krbsrvname: { variable: 'PGKRBSRVNAME', isIgnored: true },
  gsslib: { variable: 'PGGSSLIB', isIgnored: true },
  gssdelegation: { variable: 'PGGSSDELEGATION', isIgnored: true },
};
