/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The variables of this process. A library leaves them alone, but for those of libpq: they are a part of what a
 * PostgreSQL URL means, to `psql`, to Nova and to the driver, which would read some of them by itself.
 */
export function processEnvironment(): Environment {
  // biome-ignore lint/style/noProcessEnv: See above; nobody else reads it.
  // biome-ignore lint/style/noRestrictedGlobals: See above.
  return process.env;
}
