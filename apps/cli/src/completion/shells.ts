import type { Entry } from './entries.js';

/** How a shell writes the function `__cellbridge_find KEY`. */
type FindFunction = (entries: readonly Entry[]) => string;

/** The shells that have a completion script, which is in the folder `completion` of the package. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const;

export type Shell = (typeof SHELLS)[number];

/** By its shell, the function with all that a script knows. It gives the variable `found`, or prints in fish, a text a line. */
export const FIND_FUNCTIONS: Readonly<Record<Shell, FindFunction>> = {
  bash: posixFunction,
  zsh: posixFunction,
  fish: fishFunction,
};

function posixFunction(entries: readonly Entry[]): string {
  const quote = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
  const branches = entries.map(([key, found]) => {
    return `    ${quote(key)}) found=(${found.map(quote).join(' ')}) ;;`;
  });
  const start = ['__cellbridge_find() {', '  found=()', '  case "$1" in'];
  return [...start, ...branches, '  esac', '}'].join('\n');
}

function fishFunction(entries: readonly Entry[]): string {
  const quote = (text: string) => `'${text.replace(/['\\]/g, '\\$&')}'`;
  const branches = entries.map(([key, found]) => {
    return `        case ${quote(key)}\n            printf '%s\\n' ${found.map(quote).join(' ')}`;
  });
  return ['function __cellbridge_find', '    switch $argv[1]', ...branches, '    end', 'end'].join(
    '\n',
  );
}
