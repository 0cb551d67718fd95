import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { useSigner } from '../support/use-signer.ts';

const PLANTED = 'PLANTED_SECRET';
const used = useSigner(() => ({ environment: { [PLANTED]: 'a-planted-secret' } }));

async function signerPid(): Promise<number | undefined> {
  const metrics = await used.signer.app.evaluate(({ app }) =>
    app.getAppMetrics().map(({ pid, type, name }) => ({ pid, type, name })),
  );
  return metrics.find((metric) => metric.type === 'Utility' && metric.name === 'vieraugen-signer')?.pid;
}

function environmentOf(pid: number): Record<string, string> {
  const pairs = readFileSync(`/proc/${pid}/environ`, 'utf8')
    .split('\0')
    .filter((pair) => pair !== '');
  return Object.fromEntries(pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]));
}

function isRunning(pid: number): boolean {
  try {
    return !/^State:\tZ/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

describe('E-60, E-61: the signer process', () => {
  test('gets the variables of the PKCS#11 library and no others', async () => {
    const inMain = await used.signer.app.evaluate((_electron, name) => process.env[name], PLANTED);
    expect(inMain).toBe('a-planted-secret');
    const pid = (await signerPid()) ?? 0;
    expect(
      Object.keys(environmentOf(pid))
        .filter((name) => !name.startsWith('CHROME_'))
        .sort(),
    ).toEqual(['SOFTHSM2_CONF', 'VIERAUGEN_PROCESS']);
  });

  test('its end closes the gate and the scan, and a restart is clean', async () => {
    const review = await used.signer.review();
    await review.getByRole('button', { name: 'Try the camera' }).click();
    await used.signer.scan();
    const first = (await signerPid()) ?? 0;
    process.kill(first, 'SIGKILL');
    await review.waitForSelector('text=SIGNER_STOPPED');
    expect(used.signer.isScanOpen()).toBe(false);
    const refusal = await review.evaluate(() => Reflect.get(window, 'vieraugen').act({ type: 'doctor' }));
    expect(refusal).toMatchObject({ ok: false, code: 'SIGNER_STOPPED' });
    expect(await signerPid()).toBeUndefined();

    const replaced = review.waitForEvent('close');
    await review
      .getByRole('button', { name: 'Start the signer again' })
      .click()
      .catch(() => undefined);
    await replaced;
    const fresh = await used.signer.review();
    await fresh.getByRole('button', { name: 'Check the station' }).click();
    await fresh.waitForSelector('.checks');
    expect(await signerPid()).not.toBe(first);
  });

  test('kill -9 of main leaves no process behind', async () => {
    const pids = await used.signer.app.evaluate(({ app }) => app.getAppMetrics().map((metric) => metric.pid));
    expect(pids.length).toBeGreaterThan(3);
    await used.signer.kill();
    await expect.poll(() => pids.filter(isRunning), { timeout: 10_000 }).toEqual([]);
  });
});
