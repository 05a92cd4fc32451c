/** The servers on which a test run makes databases, by URL, as users who may do everything there. */
export interface TestServers {
  readonly postgresqlUrl?: string | undefined;
  /** Of MariaDB or MySQL. Undefined: there is none on this machine, and the suites on it are skipped. */
  readonly mysqlUrl?: string | undefined;
}
