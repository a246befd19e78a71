// Reads vitest's JSON report: `node .ci/count-tests.js REPORT EXIT_CODE` prints "<passed> <failed>", the failures on stderr.
import { readFileSync } from 'node:fs';

const [report, exitCode] = process.argv.slice(2);
const { testResults } = JSON.parse(readFileSync(report, 'utf8'));
const tests = testResults.flatMap((file) =>
  file.assertionResults.map((test) => ({ ...test, file: file.name })),
);
const passed = tests.filter((test) => test.status === 'passed');
const failures = [
  ...tests
    .filter((test) => test.status === 'failed')
    .map((test) => `${test.file}: ${test.fullName}\n${test.failureMessages.join('\n')}`),
  // A file that cannot be loaded has no tests that could fail.
  ...testResults
    .filter(
      (file) => file.status === 'failed' && file.assertionResults.every((test) => test.status !== 'failed'),
    )
    .map((file) => `${file.name}: ${file.message}`),
];
// A fault outside every test (an unhandled rejection, a set-up that broke) shows in the exit code alone.
if (failures.length === 0 && exitCode !== '0') failures.push(`vitest ended with exit code ${exitCode}`);

for (const failure of failures) console.error(failure);
console.log(`${passed.length} ${failures.length}`);
