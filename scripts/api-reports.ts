/**
 * Holds the public face of each published package to its report in `packages/NAME/etc`, so that a
 * change of it shows in review. `--update` writes the reports anew.
 *
 * A report has every declaration that a consumer can reach, from what was built: also those that are
 * used by others without being exported, and those that are marked `@internal`, with that mark.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  ConsoleMessageId,
  Extractor,
  ExtractorConfig,
  ExtractorLogLevel,
  type ExtractorMessage,
} from '@microsoft/api-extractor';

interface Manifest {
  readonly private?: boolean;
}

const root = fileURLToPath(new URL('..', import.meta.url));
const isUpdate = process.argv.includes('--update');
const none = { logLevel: ExtractorLogLevel.None };

function configOf(folder: string): ExtractorConfig {
  return ExtractorConfig.prepare({
    packageJsonFullPath: join(folder, 'package.json'),
    configObjectFullPath: undefined,
    configObject: {
      projectFolder: folder,
      mainEntryPointFilePath: join(folder, 'dist/index.d.ts'),
      newlineKind: 'lf',
      compiler: {
        skipLibCheck: true,
        overrideTsconfig: {
          extends: join(root, 'tsconfig.base.json'),
          // What is built is read as a consumer reads it.
          compilerOptions: { customConditions: [] },
          include: ['dist/index.d.ts'],
        },
      },
      apiReport: {
        enabled: true,
        reportFileName: '<unscopedPackageName>',
        reportFolder: join(folder, 'etc'),
        includeForgottenExports: true,
        reportTempFolder: join(folder, 'node_modules/.api'),
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      messages: {
        // TypeDoc checks the comments, and that what is referred to is exported.
        extractorMessageReporting: { default: none },
        tsdocMessageReporting: { default: none },
      },
    },
  });
}

/** Compares or writes a report, and says how the face differs from it, if it does. */
function reportOn(folder: string): string | undefined {
  let difference = '';
  if (isUpdate) mkdirSync(join(folder, 'etc'), { recursive: true });
  const { apiReportChanged, succeeded } = Extractor.invoke(configOf(folder), {
    localBuild: isUpdate,
    printApiReportDiff: true,
    messageCallback: (message: ExtractorMessage) => {
      const isOfNote = message.messageId === ConsoleMessageId.ApiReportDiff;
      if (isOfNote || message.logLevel === ExtractorLogLevel.Error) difference += message.text;
      message.handled = true;
    },
  });
  return apiReportChanged || !succeeded ? difference : undefined;
}

execFileSync('turbo', ['run', 'build', '--output-logs=errors-only'], {
  cwd: root,
  stdio: 'inherit',
});
for (const name of readdirSync(join(root, 'packages'))) {
  const folder = join(root, 'packages', name);
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
  if (manifest.private) continue;
  const difference = reportOn(folder);
  if (difference === undefined) continue;
  console.log(`packages/${name}/etc/${name}.api.md ${isUpdate ? 'is updated' : 'differs'}:`);
  console.log(difference);
  if (!isUpdate) process.exitCode = 1;
}
if (process.exitCode) {
  console.error('If that is meant, run "pnpm api:update", commit the reports, add a changeset.');
}
