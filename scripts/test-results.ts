/**
 * Prints what a file of Vitest's JSON reporter says: the numbers of tests that passed and failed on the first line,
 * then each failed test, or file that could not be loaded, with the beginning of its error.
 *
 *     node --import=tsx scripts/test-results.ts FILE
 */
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';

interface Results {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message: string;
    readonly assertionResults: readonly {
      readonly status: string;
      readonly fullName: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

const ERROR_LINES = 15;

const [file = ''] = process.argv.slice(2);
const results = JSON.parse(readFileSync(file, 'utf8')) as Results;
console.log(`${results.numPassedTests} ${results.numFailedTests}`);
for (const { name, status, message, assertionResults } of results.testResults) {
  const path = relative(process.cwd(), name);
  const failed = assertionResults.filter((test) => test.status === 'failed');
  if (status === 'failed' && failed.length === 0) printFailure(path, message);
  for (const { fullName, failureMessages } of failed) {
    printFailure(`${path} > ${fullName}`, failureMessages.join('\n'));
  }
}

function printFailure(title: string, message: string): void {
  const lines = message.split('\n').slice(0, ERROR_LINES);
  console.log([`FAILED ${title}`, ...lines].join('\n    '));
}
