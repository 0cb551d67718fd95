import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSelfSignedMessage, pairingAcceptance } from '@vieraugen/shared/protocol';
import { TestCoordinator } from '@vieraugen/shared/testing';
import { openHsm } from '@vieraugen/signer-desktop/testing/hsm';
import {
  configOf,
  OFFICERS,
  prepareTokens,
  startStation,
  type TestStation,
} from '@vieraugen/signer-desktop/testing/station';
import { median } from './measure.ts';
import type { Bench } from './report.ts';

const BATCH = 100;

/** How long the machine takes in a ceremony over a full batch, people not counted; no goal, but what officers wait for. */
export async function noteCeremony(bench: Bench): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'vieraugen-bench-station-'));
  const softHsm = prepareTokens(folder);
  process.env.SOFTHSM2_CONF = softHsm.configuration;
  const hsm = openHsm({ module: softHsm.module, sha256: softHsm.sha256, production: false });
  const station = startStation(configOf(folder, softHsm), (parts) => ({ ...parts, openHsm: () => hsm }));
  const coordinator = new TestCoordinator();
  await station.found();
  const acceptance = await station.pair(await coordinator.offer(now()));
  const { vaultId } = openSelfSignedMessage(pairingAcceptance, acceptance, (content) => content.stationKey).content;
  await station.generateKeys(1);
  const source = { vaultId, keyId: Uint8Array.from(Buffer.from(station.at('idle').keys[0]?.keyId ?? '', 'hex')) };
  const rounds: { read: number; sign: number }[] = [];
  for (let round = 0; round < bench.rounds; round++) {
    const transfer = { amount: 10n ** 12n, maxFeePerGas: 10n ** 9n };
    const items = Array.from({ length: BATCH }, () => coordinator.item(now(), source, { transfer }));
    rounds.push(await timeCeremony(station, await coordinator.request(now(), vaultId, items)));
  }
  hsm.close();
  rmSync(folder, { recursive: true, force: true });
  const read = Math.round(median(rounds.map((round) => round.read)));
  const sign = Math.round(median(rounds.map((round) => round.sign)));
  bench.note(
    `a ceremony over ${BATCH} payments, all that the machine does: reading, checking ${2 * BATCH} passkey signatures and judging takes ${read} ms; from the last PIN to the answer (all judged again, journal on disk and in the HSM, signed, sealed) ${sign} ms`,
  );
}

async function timeCeremony(station: TestStation, request: Uint8Array): Promise<{ read: number; sign: number }> {
  await station.must({ type: 'start-signing' });
  const read = await timed(() => station.film('x-vier-request', request));
  const [first, last] = OFFICERS;
  await station.decide();
  await station.enterPin(first);
  await station.decide();
  const sign = await timed(() => station.enterPin(last));
  await station.takeAnswer();
  return { read, sign };
}

async function timed(work: () => Promise<string>): Promise<number> {
  const start = performance.now();
  const result = await work();
  if (result !== 'ok') throw new Error(result);
  return performance.now() - start;
}

function now(): number {
  return Math.floor(Date.now() / 1000);
}
