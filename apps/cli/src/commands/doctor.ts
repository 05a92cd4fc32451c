import { defineCommand } from '../command.js';
import { CELL_DB_OPTION, CELL_OPTION } from '../common-options.js';
import { EXIT_BY_OUTCOME } from '../exit-code.js';

export const doctor = defineCommand({
  path: ['doctor'],
  description: 'check a deployment, and print what fixes each problem; changes nothing',
  options: {
    cellDb: CELL_DB_OPTION,
    cell: CELL_OPTION,
    all: { description: 'show the checks that are ok, too' },
  },
  examples: [
    'cellbridge doctor',
    'cellbridge doctor --cell cell1 --all',
    'cellbridge doctor --json > doctor.json   # 0: healthy, 2: problems, 4: a cell is down',
  ],
  async handler(invocation) {
    const { versions } = await import('node:process');
    const { redact } = await import('@cellbridge/db-api');
    const { diagnoseDeployment, judgeChecks } = await import('@cellbridge/migrator');
    const { cellOverrides } = await import('../cell-overrides.js');
    const { checkMachine } = await import('../check-machine.js');
    const { describeSettings, printChecks, summarizeChecks } = await import('../print-checks.js');
    const { apiUrl, io, novaConnection, options, output } = invocation;
    const overrides = await cellOverrides(invocation);
    const deployment = { api: apiUrl, novaConnection, overrides, cells: options.cell };
    const checks = [
      ...(await checkMachine(deployment, versions.node)),
      ...(await diagnoseDeployment(deployment)),
    ];
    const outcome = judgeChecks(checks);
    output.document({
      healthy: outcome === 'clean',
      checks: checks.map((check) => ({ ...check, message: redact(check.message) })),
    });
    printChecks(output, checks, { all: options.all });
    for (const line of describeSettings(checks, io)) output.line(line);
    output.line(summarizeChecks(checks));
    return EXIT_BY_OUTCOME[outcome];
  },
});
