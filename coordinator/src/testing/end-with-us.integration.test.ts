import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const PROGRAM = `
  import { spawn } from 'node:child_process';
  import { endWithUs } from '${import.meta.resolve('./end-with-us.ts')}';
  const child = spawn('sleep', ['60'], { stdio: 'ignore' });
  endWithUs(child);
  console.log(child.pid);
  process.exit(130);
`;

/** What has ended and was not waited for by its new parent has no command any more. */
function isRunning(pid: number): boolean {
  const command = `/proc/${pid}/cmdline`;
  return existsSync(command) && readFileSync(command, 'utf8') !== '';
}

test('what was started ends with a process that ends at once', async () => {
  const ended = spawnSync(process.execPath, ['--input-type=module', '--eval', PROGRAM], { encoding: 'utf8' });
  expect(ended.status).toBe(130);
  const pid = Number(ended.stdout);
  expect(pid).toBeGreaterThan(0);
  await expect.poll(() => isRunning(pid)).toBe(false);
});
