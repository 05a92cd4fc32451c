/**
 * Builds the packages, has publint look at each archive that would be published, and compares what a package
 * exports with its report in `packages/NAME/etc`, so that a change shows in review. `--update` writes the
 * reports. A report also has what exports refer to, and what is marked `@internal`, with that mark.
 */
import { execSync } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Extractor, ExtractorConfig, ExtractorLogLevel } from '@microsoft/api-extractor';

const ROOT = process.cwd();
const ARCHIVE = join(ROOT, 'node_modules/.cache/package.tgz');
const LIBRARIES = readdirSync('packages').filter((name) => name !== 'testing');
/** Its exports are tables, thousands of lines when spelled out: the tests of their row types hold them. */
const WITHOUT_REPORT = 'schema';

function reportOn(folder: string, isUpdate: boolean): boolean {
  const silent = { default: { logLevel: ExtractorLogLevel.None } };
  const config = ExtractorConfig.prepare({
    packageJsonFullPath: join(folder, 'package.json'),
    configObjectFullPath: undefined,
    configObject: {
      projectFolder: folder,
      mainEntryPointFilePath: join(folder, 'dist/index.d.ts'),
      newlineKind: 'lf',
      compiler: {
        skipLibCheck: true,
        overrideTsconfig: {
          extends: join(ROOT, 'tsconfig.base.json'),
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
      // TypeDoc checks the comments, and that what is referred to is exported.
      messages: { extractorMessageReporting: silent, tsdocMessageReporting: silent },
    },
  });
  mkdirSync(join(folder, 'etc'), { recursive: true });
  const options = { localBuild: isUpdate, printApiReportDiff: true };
  return Extractor.invoke(config, options).succeeded;
}

execSync('turbo run build --output-logs=errors-only', { stdio: 'inherit' });
for (const folder of [
  ...LIBRARIES.map((name) => join(ROOT, 'packages', name)),
  join(ROOT, 'apps/cli'),
]) {
  execSync(`pnpm pack --out ${ARCHIVE} && publint run ${ARCHIVE} --strict`, { cwd: folder });
}
for (const name of LIBRARIES) {
  if (name === WITHOUT_REPORT) continue;
  if (reportOn(join(ROOT, 'packages', name), process.argv.includes('--update'))) continue;
  process.exitCode = 1;
  console.error('If that is meant, run "pnpm api:update", commit the reports, add a changeset.');
}
