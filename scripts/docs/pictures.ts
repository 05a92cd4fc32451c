/**
 * A plug-in of TypeDoc: blocks of Mermaid become pictures, as they do on a forge.
 *
 * They are drawn in the browser, by a script that is a part of the site and is loaded only by pages
 * that have a picture.
 */
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Application, PageEvent, RendererEvent } from 'typedoc';

const SCRIPT = 'assets/mermaid.js';

/** Called by TypeDoc, for which `typedoc.json` names this file. */
export function load(application: Application): void {
  application.renderer.on(PageEvent.END, (page) => {
    const drawn = page.contents?.replace(
      /<pre><code class="mermaid">(.*?)<\/code>.*?<\/pre>/gs,
      '<pre class="mermaid" style="background: white">$1</pre>',
    );
    if (drawn === page.contents) return;
    const script = '../'.repeat(page.url.split('/').length - 1) + SCRIPT;
    page.contents = drawn?.replace(
      '</body>',
      `<script src="${script}"></script><script>mermaid.initialize({ theme: 'neutral' })</script></body>`,
    );
  });
  application.renderer.on(RendererEvent.END, ({ outputDirectory }) => {
    const source = fileURLToPath(import.meta.resolve('@mermaid-js/tiny'));
    copyFileSync(source, join(outputDirectory, SCRIPT));
  });
}
