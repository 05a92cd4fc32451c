import { randomBytes } from 'node:crypto';
import type { Invocation } from './command.js';
import { UsageError } from './usage-error.js';

const VARIABLE = 'CELLBRIDGE_DASHBOARD_TOKEN';

/** Bytes of a token that is generated: nobody guesses it. */
const TOKEN_BYTES = 24;

/** What viewers of the dashboard log in with. */
export interface DashboardToken {
  readonly value: string;
  /** Whether nobody knows it yet. */
  readonly isGenerated: boolean;
}

/**
 * Finds the token: that of `--token`, else that of the variable, else a new one if there has to be one.
 *
 * @throws UsageError if it is typed, for anybody on this machine can read it then; or a file cannot be read.
 */
export async function findDashboardToken(
  { io, urls, options }: Pick<Invocation<{ token: string | undefined }>, 'io' | 'urls' | 'options'>,
  { isNeeded }: { readonly isNeeded: boolean },
): Promise<DashboardToken | null> {
  const { token } = options;
  if (token !== undefined && token !== '-' && !token.startsWith('@')) {
    throw new UsageError(
      `--token takes @FILE, or - for standard input, because others on this machine can read what is typed; or set ${VARIABLE}.`,
    );
  }
  if (token !== undefined) {
    return { value: await urls.read(token, '--token', 'token'), isGenerated: false };
  }
  // An empty variable is none. What it holds is the token, however that begins: it is no name of a file, which errors repeat.
  const given = io.environment[VARIABLE]?.trim();
  if (given) return { value: given, isGenerated: false };
  if (!isNeeded) return null;
  return { value: randomBytes(TOKEN_BYTES).toString('base64url'), isGenerated: true };
}
