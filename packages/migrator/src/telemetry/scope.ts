/** The name under which OpenTelemetry knows what this package measures and traces. */
export const SCOPE = '@cellbridge/migrator';
