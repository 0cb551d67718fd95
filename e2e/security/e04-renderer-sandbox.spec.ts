import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { useSigner } from '../support/use-signer.ts';

const used = useSigner();

/** The kernel's word, not the program's: with --no-sandbox `process.sandboxed` still says true. */
function statusOf(pid: number): Record<string, string> {
  const lines = readFileSync(`/proc/${pid}/status`, 'utf8').trim().split('\n');
  return Object.fromEntries(lines.map((line) => line.split(':\t') as [string, string]));
}

describe('E-04: renderer sandbox', () => {
  test('every renderer runs under a system call filter and without new privileges', async () => {
    const review = await used.signer.review();
    await review.getByRole('button', { name: 'Try the camera' }).click();
    await used.signer.scan();
    const pids = await used.signer.app.evaluate(({ webContents }) =>
      webContents.getAllWebContents().map((contents) => contents.getOSProcessId()),
    );
    expect(new Set(pids).size).toBe(2);
    for (const pid of pids) {
      const status = statusOf(pid);
      expect(status.Seccomp).toBe('2');
      expect(status.NoNewPrivs).toBe('1');
    }
  });

  test('nothing runs as root', async () => {
    const pids = await used.signer.app.evaluate(({ app }) => app.getAppMetrics().map((metric) => metric.pid));
    for (const pid of pids) expect(statusOf(pid).Uid?.split('\t')).not.toContain('0');
  });
});
