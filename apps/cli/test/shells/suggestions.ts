import { execFile, spawn } from 'node:child_process';
import { on, once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { requireProgram } from '@cellbridge/testing';
import type { Shell } from '../../src/completion/shells.js';

/** Where a shell is asked. */
export interface ShellOptions {
  /** Its current folder. */
  readonly folder: string;
  /** Where its configuration is written. */
  readonly home: string;
  /** What it runs when it starts, in its own language: reads the completion script. */
  readonly setUp: string;
}

/**
 * Types lines in a real shell, and asks it each time what Tab would suggest.
 *
 * @returns for each line the words of which the shell would put one in place of the last word, or behind its `=` or `@`, sorted. Of
 * a path, the last name.
 */
export async function suggestionsOf(
  shell: Shell,
  lines: readonly string[],
  options: ShellOptions,
): Promise<string[][]> {
  const suggested = await ASK[shell](lines, options);
  return suggested.map((words) => {
    const names = words.map((word) => basename(word.replace(/^--[a-z-]+=/, '').replace(/^@/, '')));
    return [...new Set(names)].sort();
  });
}

type Ask = (lines: readonly string[], options: ShellOptions) => Promise<string[][]>;

const PROMPT = 'ready> ';

/** Inserts all suggestions into the line, and prints it. */
const BASH_CONFIG = `PS1='${PROMPT}'
bind 'set enable-bracketed-paste off'
bind '"\\C-o": insert-completions'
bind -x '"\\C-t": printf "<<%s>>" "$READLINE_LINE"'
`;

/** Prints what the completion system of zsh is given, as far as it fits what is typed. */
const ZSH_CONFIG = `PS1='${PROMPT}'
autoload -Uz compinit
compadd() {
  if (( ! \${@[(I)-[OAD]*]} )); then
    local -a fitting
    builtin compadd -O fitting "$@"
    suggested+=("\${fitting[@]}")
  fi
  builtin compadd "$@"
}
tell() {
  typeset -ga suggested=()
  zle list
  print -r -- "<<\${(j: :)suggested}>>"
}
zle -C list list-choices _main_complete
zle -N tell
bindkey '^T' tell
`;

const FISH_PROGRAM = `for line in $argv
    complete --do-complete $line | string replace --regex '\\t.*' ''
    echo '>>'
end
`;

const ASK: Readonly<Record<Shell, Ask>> = {
  async bash(lines, { folder, home, setUp }) {
    const config = join(home, '.bashrc');
    await writeFile(config, `${BASH_CONFIG}${setUp}\n`);
    const command = `${await requireProgram('bash', 'bash')} --rcfile ${config} -i`;
    const filled = await typeInto(command, lines, { folder, home, keys: '\u000f\u0014' });
    return filled.map((line, index) => {
      const typed = lines[index] ?? '';
      const kept = typed.search(/[^\s=]*$/);
      return line === typed ? [] : wordsOf(line.slice(kept));
    });
  },
  async zsh(lines, { folder, home, setUp }) {
    await writeFile(join(home, '.zshrc'), `${ZSH_CONFIG}${setUp}\n`);
    const command = `${await requireProgram('zsh', 'zsh')} -d -i`;
    const told = await typeInto(command, lines, { folder, home, keys: '\u0014' });
    return told.map(wordsOf);
  },
  async fish(lines, { folder, home, setUp }) {
    const program = await requireProgram('fish', 'fish');
    const words = ['--no-config', '--command', `${setUp}\n${FISH_PROGRAM}`, '--', ...lines];
    const settings = { cwd: folder, env: environmentOf(home) };
    const { stdout } = await promisify(execFile)(program, words, settings);
    return stdout
      .split('>>\n')
      .slice(0, -1)
      .map((text) => text.split('\n').filter(Boolean));
  },
};

/**
 * Types lines into a shell on a terminal, each followed by keys that make it print `<<TEXT>>`, and by Ctrl-U.
 *
 * @returns each TEXT.
 */
async function typeInto(
  command: string,
  lines: readonly string[],
  { folder, home, keys }: { folder: string; home: string; keys: string },
): Promise<string[]> {
  const words = ['--quiet', '--return', '--command', command, '/dev/null'];
  const terminal = spawn(await requireProgram('script', 'bsdutils'), words, {
    cwd: folder,
    env: environmentOf(home),
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(terminal, 'close');
  const output = on(terminal.stdout.setEncoding('utf8'), 'data', { close: ['end'] });
  let unread = '';
  const readPast = async (pattern: RegExp): Promise<string> => {
    for (;;) {
      const [found, text = ''] = pattern.exec(unread) ?? [];
      if (found !== undefined) {
        unread = unread.slice(unread.indexOf(found) + found.length);
        return text;
      }
      const { value, done } = await output.next();
      if (done) throw new Error(`${command} has ended: ${unread}`);
      unread += value[0];
    }
  };
  await readPast(new RegExp(PROMPT));
  const texts: string[] = [];
  for (const line of lines) {
    terminal.stdin.write(line + keys);
    texts.push(await readPast(/<<(.*?)>>/s));
    terminal.stdin.write('\u0015');
  }
  terminal.stdin.end('exit\n');
  await ended;
  return texts;
}

/** Nothing of the user's own configuration. */
function environmentOf(home: string): NodeJS.ProcessEnv {
  const { PATH } = process.env;
  return { PATH, HOME: home, ZDOTDIR: home, INPUTRC: '/dev/null', TERM: 'dumb', LC_ALL: 'C' };
}

/** Blanks in a name are quoted with a backslash. */
function wordsOf(text: string): string[] {
  const words = text.match(/(?:\\.|\S)+/g) ?? [];
  return words.map((word) => word.replace(/\\(.)/g, '$1'));
}
