/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Returns the variables of this process. A library leaves them alone, except those of libpq: they are part of
 * the meaning of a PostgreSQL URL, for `psql`, for Nova and for the driver, which would read some of them by
 * itself.
 */
export function processEnvironment(): Environment {
  // biome-ignore lint/style/noProcessEnv: See above; nobody else reads it.
  // biome-ignore lint/style/noRestrictedGlobals: See above.
  return process.env;
}
