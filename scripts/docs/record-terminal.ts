/**
 * Records a move on a terminal, and writes it as an animated GIF: `pnpm docs:record [FILE]`.
 *
 * The commands run for real, on a deployment that is made for them; what is typed is added, and waits are cut. By default the file is
 * docs/pictures/move.gif. It needs `script` of util-linux, and Chromium.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { drawScreens } from './draw-screens.js';
import { encodeGif } from './encode-gif.js';
import { type Output, recordCommand } from './record-command.js';
import { makeSampleDeployment } from './sample-deployment.js';

const GROUPS = 6_000;
/** Everything that `quarantine show` prints fits. */
const SIZE = { rows: 28, columns: 96 };
const COMMAND = fileURLToPath(import.meta.resolve('../../apps/cli/dist/bin.js'));

const PROMPT = '\u001b[1;32m$\u001b[0m ';
/** How long a typed character takes, and how many are typed between two pictures. */
const TYPING_MILLISECONDS = 45;
const TYPED_AT_ONCE = 2;
const BEFORE_ENTER_MILLISECONDS = 400;
const READING_MILLISECONDS = 1_800;
/** The last screen, before everything begins anew. */
const END_MILLISECONDS = 4_000;
const MOST_IDLE_MILLISECONDS = 1_000;
/** A command that takes longer is played faster. */
const MOST_COMMAND_MILLISECONDS = 5_000;
/** What follows sooner is in the same picture. */
const LEAST_FRAME_MILLISECONDS = 80;

const [file = 'docs/pictures/move.gif'] = process.argv.slice(2);
const moments = momentsOf(await recordMove());
const texts = moments.map(({ text }) => text);
const screens = await drawScreens(texts, SIZE);
const gif = encodeGif(
  screens.map((png, number) => ({ png, milliseconds: moments[number]?.milliseconds ?? 0 })),
);
await mkdir(dirname(file), { recursive: true });
await writeFile(file, gif);
const seconds = moments.reduce((sum, { milliseconds }) => sum + milliseconds, 0) / 1_000;
const kilobytes = Math.round(gif.length / 1_000);
console.log(`Wrote ${file}: ${kilobytes} kB, ${seconds.toFixed(1)} s, ${screens.length} pictures`);

/** What a person would see who types the commands. */
async function recordMove(): Promise<Output[]> {
  await using deployment = await makeSampleDeployment(GROUPS);
  const environment = { CELLBRIDGE_API_DB: deployment.api.url };
  const session: Output[] = [];
  for (const typed of [
    'status',
    'db online-data-migrations',
    'status --check',
    `quarantine show ${deployment.conflict}`,
  ]) {
    const words = [process.execPath, COMMAND, ...typed.split(' ')];
    const written = await recordCommand(words, SIZE, environment);
    session.push(...type(`cellbridge ${typed}`), ...shorten(written), wait(READING_MILLISECONDS));
  }
  return [...session, { milliseconds: 0, text: PROMPT }, wait(END_MILLISECONDS)];
}

/** A prompt, and a command that is typed there. A uuid is pasted. */
function type(command: string): Output[] {
  const [typed = '', ...pasted] = command.split(/(?=[0-9a-f]{8}-)/);
  const parts = [...chunksOf(typed, TYPED_AT_ONCE), ...pasted];
  return [
    { milliseconds: 0, text: PROMPT },
    ...parts.map((text) => ({ milliseconds: TYPING_MILLISECONDS * TYPED_AT_ONCE, text })),
    wait(BEFORE_ENTER_MILLISECONDS),
    { milliseconds: 0, text: '\r\n' },
  ];
}

function chunksOf(text: string, length: number): string[] {
  return text.match(new RegExp(`.{1,${length}}`, 'g')) ?? [];
}

function wait(milliseconds: number): Output {
  return { milliseconds, text: '' };
}

/** Cuts waits, and plays a command faster that takes long on this machine. */
function shorten(written: readonly Output[]): Output[] {
  const cut = written.map(({ milliseconds }) => Math.min(milliseconds, MOST_IDLE_MILLISECONDS));
  const total = cut.reduce((sum, milliseconds) => sum + milliseconds, 0);
  const factor = Math.min(1, MOST_COMMAND_MILLISECONDS / total);
  return written.map(({ text }, number) => ({ text, milliseconds: (cut[number] ?? 0) * factor }));
}

/** What is written at once, with how long it stays until more is written. */
function momentsOf(session: readonly Output[]): Output[] {
  const moments: Output[] = [];
  let moment = wait(0);
  for (const { milliseconds, text } of session) {
    const shown = moment.milliseconds + milliseconds;
    const isOver = text !== '' && shown >= LEAST_FRAME_MILLISECONDS;
    if (isOver) moments.push({ milliseconds: shown, text: moment.text });
    moment = isOver ? { milliseconds: 0, text } : { milliseconds: shown, text: moment.text + text };
  }
  return [...moments, moment];
}
