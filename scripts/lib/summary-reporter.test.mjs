import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { MODULES } from './paths.mjs';

/** A project with each way that a test can end. */
const TESTS = `
import { beforeAll, describe, expect, test } from 'vitest';
test('good', () => {});
test('bad', () => expect(1).toBe(2));
test('not here', (context) => context.skip(true, 'no credentials'));
describe.skipIf(true)('AWS (skipped: VARIABLE is not set (it costs money))', () => {
  test('signs', () => {});
});
describe('behind a broken hook', () => {
  beforeAll(() => { throw new Error('no database'); });
  test('never ran', () => {});
});
`;
const CONFIG = `
import { SummaryReporter } from '${new URL('./summary-reporter.mjs', import.meta.url).pathname}';
export default { test: { reporters: [new SummaryReporter(process.env.SUMMARY)] } };
`;

let folder = '';
beforeAll(() => {
  const cache = join(MODULES, '.cache');
  mkdirSync(cache, { recursive: true });
  folder = mkdtempSync(join(cache, 'summary-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** @param {string} source */
function runTests(source) {
  const summary = join(folder, 'summary.json');
  writeFileSync(join(folder, 'a.test.mjs'), source);
  writeFileSync(join(folder, 'vitest.config.mjs'), CONFIG);
  const vitest = join(MODULES, 'vitest', 'vitest.mjs');
  spawnSync(process.execPath, [vitest, 'run', '--root', folder], { env: { ...process.env, SUMMARY: summary } });
  return JSON.parse(readFileSync(summary, 'utf8'));
}

test('each way that a test can end is counted, with the reason of what did not run', () => {
  expect(runTests(TESTS)).toEqual({
    passed: 1,
    failed: 2,
    skipped: [
      { test: 'not here', reason: 'no credentials' },
      {
        test: 'AWS (skipped: VARIABLE is not set (it costs money)) > signs',
        reason: 'VARIABLE is not set (it costs money)',
      },
      { test: 'behind a broken hook > never ran', reason: 'a hook before it failed' },
    ],
  });
});

test('a file that does not load is a failure', () => {
  expect(runTests("import './missing.mjs';")).toEqual({ passed: 0, failed: 1, skipped: [] });
});

test('an error that nobody caught is a failure', () => {
  const late = "import { test } from 'vitest'; test('good', () => { Promise.reject(new Error('late')); });";
  expect(runTests(late)).toEqual({ passed: 1, failed: 1, skipped: [] });
});
