import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const SCRIPT = join(import.meta.dirname, 'coordinator.mjs');

function coordinator(...args: readonly string[]) {
  const env = { ...process.env, INIT_CWD: import.meta.dirname };
  return spawnSync(process.execPath, [SCRIPT, ...args], { env, encoding: 'utf8' });
}

test("the program's exit code and words come through", () => {
  const words = expect.stringContaining('Usage: npm run coordinator');
  expect(coordinator('fly')).toMatchObject({ status: 2, stderr: words });
});

test('a file is looked for where the caller is', () => {
  const words = expect.stringContaining('The bundle is NOT good: CBOR_');
  expect(coordinator('bundle', 'verify', 'coordinator.mjs')).toMatchObject({ status: 1, stderr: words });
});
