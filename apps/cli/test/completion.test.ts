import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { flagOf } from '../src/command.js';
import { COMMANDS, GROUPS } from '../src/commands/index.js';
import { COMMON_OPTIONS, REASONS } from '../src/common-options.js';
import { SHELLS, type Shell } from '../src/completion/shells.js';
import { cellbridge } from './run.js';
import { suggestionsOf } from './shells/suggestions.js';

const OF_EVERY_COMMAND = [...Object.keys(COMMON_OPTIONS).map(flagOf), '--help'];
const DB = COMMANDS.flatMap(({ path: [first, second] }) => (first === 'db' ? [second] : []));
const FILES = ['nova api.conf', 'nova.conf'];

/** What is typed, and what is suggested. */
const LINES: readonly (readonly [line: string, suggested: readonly (string | undefined)[]])[] = [
  // Commands, of which another name is suggested only if it is meant.
  ['cellbridge d', ['dashboard', 'db', 'demo', 'doctor']],
  ['cellbridge db ', DB],
  ['cellbridge db on', ['online-data-migrations']],
  ['cellbridge db online_', ['online_data_migrations']],
  ['cellbridge db online_data_migrations --max-c', ['--max-count']],
  ['cellbridge help db ver', ['verify', 'version']],
  ['cellbridge db help ver', ['verify', 'version']],
  ['cellbridge nonsense', []],
  ['cellbridge db verify ', []],
  // Options, and what they take.
  ['cellbridge -', [...OF_EVERY_COMMAND, '--version']],
  ['cellbridge db -', OF_EVERY_COMMAND],
  ['cellbridge db verify --ki', ['--kind']],
  ['cellbridge db verify --kind un', ['unmapped', 'unproven']],
  ['cellbridge db verify --kind=un', ['unmapped', 'unproven']],
  ['cellbridge quarantine list --all --reason ', REASONS],
  ['cellbridge quarantine resolve --keep ', ['api', 'cell', 'merge']],
  ['cellbridge status --interval ', []],
  ['cellbridge status -- -', []],
  // An option before the command, and what its value is made of.
  ['cellbridge --json db ver', ['verify', 'version']],
  ['cellbridge --nova-conf db sta', ['status']],
  ['cellbridge --nova-conf=db sta', ['status']],
  ['cellbridge --api-db sqlite:////a=b@c.db --nova-connection "a b" sta', ['status']],
  // Files and folders.
  ['cellbridge --nova-conf ', ['bash.d', ...FILES]],
  ['cellbridge --nova-conf nova.', ['nova.conf']],
  ['cellbridge --nova-conf=nova.', ['nova.conf']],
  ['cellbridge status --config-dir ', ['bash.d']],
  ['cellbridge demo --folder=', ['bash.d']],
  ['cellbridge db verify --proof nova.', ['nova.conf']],
  ['cellbridge --api-db ', []],
  ['cellbridge --api-db nova', []],
  ['cellbridge --api-db @nova.', ['nova.conf']],
  ['cellbridge --api-db=@nova.', ['nova.conf']],
  ['cellbridge --api-db @bas', ['bash.d']],
  ['cellbridge --api-db @bash.d/', ['only.conf']],
  ['cellbridge cell create --database-connection @nova.', ['nova.conf']],
  ['cellbridge dashboard --token @nova.', ['nova.conf']],
  ['cellbridge db online-data-migrations --metrics-file nova.', ['nova.conf']],
  ['cellbridge --log-level d', ['debug']],
  // Arguments.
  ['cellbridge completion ', SHELLS],
  ['cellbridge completion b', ['bash']],
  ['cellbridge completion bash ', []],
];

const COMMAND_LINES = COMMANDS.map(({ path, options = {} }) => {
  const flags = Object.keys(options).map(flagOf);
  return [`cellbridge ${path.join(' ')} -`, [...flags, ...OF_EVERY_COMMAND]] as const;
});
const GROUP_LINES = Object.keys(GROUPS).map((group) => {
  const words = COMMANDS.flatMap(({ path: [first, second] }) => (first === group ? [second] : []));
  return [`cellbridge ${group} `, words] as const;
});

/** How the script is installed: the name of its file, and how the shell finds that in a folder. */
const INSTALLED: Readonly<Record<Shell, { file: string; findIn(folder: string): string }>> = {
  bash: { file: 'cellbridge', findIn: (folder) => `source ${folder}/cellbridge` },
  zsh: {
    file: '_cellbridge',
    findIn: (folder) => `fpath=(${folder} $fpath)\ncompinit -u -D`,
  },
  fish: {
    file: 'cellbridge.fish',
    // For a command that it does not know, fish looks for no script.
    findIn: (folder) => `function cellbridge; end\nset --prepend fish_complete_path ${folder}`,
  },
};

describe.each(SHELLS)('in %s', (shell) => {
  let place: string;
  let scripts: string;
  let options: { readonly folder: string; readonly home: string };
  const { file, findIn } = INSTALLED[shell];
  beforeAll(async () => {
    place = await mkdtemp(join(tmpdir(), 'cellbridge-completion-'));
    options = { folder: join(place, 'folder'), home: join(place, 'home') };
    scripts = join(place, 'scripts');
    for (const made of [options.home, scripts, join(options.folder, 'bash.d')]) {
      await mkdir(made, { recursive: true });
    }
    for (const name of [...FILES, 'bash.d/only.conf']) {
      await writeFile(join(options.folder, name), '');
    }
    // No database is looked for, and no setting is read.
    const environment = { CELLBRIDGE_API_DB: '@/nowhere/at/all' };
    const { code, stdout, stderr } = await cellbridge({ environment }, 'completion', shell);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    await writeFile(join(scripts, file), stdout);
  });
  afterAll(() => rm(place, { recursive: true }));

  test('Tab suggests commands, options, words and files', async () => {
    const lines = [...LINES, ...COMMAND_LINES, ...GROUP_LINES];
    const typed = lines.map(([line]) => line);
    const suggested = await suggestionsOf(shell, typed, { ...options, setUp: findIn(scripts) });
    const actual = typed.map((line, index) => [line, suggested[index]]);
    expect(actual).toEqual(lines.map(([line, words]) => [line, [...words].sort()]));
  });

  test('the script can be read by "source" as well', async () => {
    const begin = shell === 'zsh' ? 'compinit -u -D\n' : '';
    const setUp = `${begin}source ${join(scripts, file)}`;
    const suggested = await suggestionsOf(shell, ['cellbridge db ver'], { ...options, setUp });
    expect(suggested).toEqual([['verify', 'version']]);
  });

  test('the script is a document with --json', async () => {
    const script = await readFile(join(scripts, file), 'utf8');
    const { stdout } = await cellbridge({}, 'completion', shell, '--json');
    expect(JSON.parse(stdout)).toEqual({ shell, script });
  });
});

test('a shell that has no script is refused', async () => {
  const { code, stderr } = await cellbridge({}, 'completion', 'tcsh');
  expect({ code, stderr }).toEqual({
    code: 127,
    stderr: 'cellbridge: shell is "tcsh"; give bash, zsh or fish.\n',
  });
});
