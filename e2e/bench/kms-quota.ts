import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { createKmsKeys } from '@vieraugen/coordinator/testing/kms';
import type { Bench } from './report.ts';

/** Signatures a second. AWS grants 1,000; a replica's share of them, and what two cores can serve and ask for at once. */
const QUOTA = 200;
const LATENCY = [30, 100] as const;
const IN_FLIGHT = 60;
const WARM_UP_MS = 1_000;
const MEASURED_MS = 4_000;

/** How much of a quota the client of the product gets out of a KMS that is as slow as AWS's, and that throttles like it. */
export async function measureKmsQuota(bench: Bench): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'vieraugen-bench-kms-'));
  const troubles = { latency: LATENCY, signaturesPerSecond: QUOTA };
  const worker = new Worker(new URL('./kms-server.ts', import.meta.url), { workerData: { folder, troubles } });
  const [{ endpoint, credentials }] = await once(worker, 'message');
  const kms = createKmsKeys({ region: 'eu-central-1', endpoint, credentials, signaturesPerSecond: QUOTA });
  const key = await kms.createHotKey('bench');
  await bench.figure({
    goal: '18',
    title: `hot signatures of a quota of ${QUOTA} a second, KMS answering in ${LATENCY.join('-')} ms`,
    unit: '%',
    ours: async () => (100 * (await signaturesPerSecond(() => kms.signHot(key, randomBytes(32))))) / QUOTA,
    bound: { atLeast: 90 },
  });
  await bench.figure({
    goal: '18b',
    title: 'calls throttled in all rounds of that',
    unit: 'calls',
    ours: async () => {
      worker.postMessage('count');
      const [{ throttled }] = await once(worker, 'message');
      return throttled;
    },
    bound: { atMost: 0 },
  });
  kms.close();
  await worker.terminate();
  rmSync(folder, { recursive: true, force: true });
}

/** As many callers as keep enough calls under way; counted after the first second. */
async function signaturesPerSecond(sign: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  const countFrom = start + WARM_UP_MS;
  const end = countFrom + MEASURED_MS;
  let signed = 0;
  const caller = async () => {
    while (performance.now() < end) {
      await sign();
      const at = performance.now();
      if (at >= countFrom && at < end) signed += 1;
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, caller));
  return (signed * 1000) / MEASURED_MS;
}
