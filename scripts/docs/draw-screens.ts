import { createRequire } from 'node:module';
import { openBrowser } from '@cellbridge/testing';
import type { TerminalSize } from './record-command.js';

const require = createRequire(import.meta.url);
const FONT_PIXELS = 15;
const PADDING_PIXELS = 12;
/** Sharp where the picture is shown as wide as a README. */
const SCALE = 1.5;
const THEME = {
  background: '#0d1117',
  foreground: '#e6edf3',
  cursor: '#e6edf3',
  green: '#3fb950',
  red: '#ff7b72',
  yellow: '#d29922',
  cyan: '#39c5cf',
};

/**
 * Writes texts to a terminal, one after the other, and gives a picture (PNG) of what it shows after each. It is
 * xterm.js, in a browser.
 */
export async function drawScreens(
  texts: readonly string[],
  { rows, columns }: TerminalSize,
): Promise<Buffer[]> {
  const browser = await openBrowser();
  try {
    const page = await browser.newPage({
      viewport: { width: 2_000, height: 1_200 },
      deviceScaleFactor: SCALE,
    });
    await page.setContent(
      `<style>#frame { display: inline-block; padding: ${PADDING_PIXELS}px } body, #frame .xterm-viewport { background: ${THEME.background} }</style>
       <div id="frame"></div>`,
    );
    await page.addStyleTag({ path: require.resolve('@xterm/xterm/css/xterm.css') });
    await page.addScriptTag({ path: require.resolve('@xterm/xterm/lib/xterm.js') });
    const options = {
      rows,
      cols: columns,
      theme: THEME,
      fontSize: FONT_PIXELS,
      fontFamily: '"DejaVu Sans Mono", Menlo, Consolas, monospace',
      scrollback: 0,
    };
    await page.evaluate(`{
      const terminal = new Terminal(${JSON.stringify(options)});
      terminal.open(document.getElementById('frame'));
      terminal.focus();
      const drawn = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
      window.show = (text) => new Promise((done) => terminal.write(text, done)).then(drawn);
    }`);
    const frame = page.locator('#frame');
    const screens: Buffer[] = [];
    for (const text of texts) {
      await page.evaluate(`show(${JSON.stringify(text)})`);
      screens.push(await frame.screenshot());
    }
    return screens;
  } finally {
    await browser.close();
  }
}
