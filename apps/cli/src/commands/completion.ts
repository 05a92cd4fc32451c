import { defineCommand } from '../command.js';
import { SHELLS } from '../completion/shells.js';
import { EXIT } from '../exit-code.js';

export const completion = defineCommand({
  path: ['completion'],
  description: 'print a script that completes commands, options and files at Tab',
  arguments: { shell: { description: SHELLS.join(', '), choices: SHELLS } },
  examples: [
    'cellbridge completion bash > /etc/bash_completion.d/cellbridge',
    'cellbridge completion zsh > /usr/local/share/zsh/site-functions/_cellbridge',
    'cellbridge completion fish > ~/.config/fish/completions/cellbridge.fish',
  ],
  needsNoDatabase: true,
  async handler({ arguments: { shell }, output }) {
    const { completionScript } = await import('../completion-script.js');
    const { COMMANDS, GROUPS } = await import('./index.js');
    const script = completionScript(shell, COMMANDS, GROUPS);
    if (output.isJson) output.document({ shell, script });
    else output.raw(script);
    return EXIT.done;
  },
});
