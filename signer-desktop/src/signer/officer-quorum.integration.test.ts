import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { verifyOfficerApprovals } from '@vieraugen/shared/approvals';
import { encodePolicy } from '@vieraugen/shared/policy';
import {
  messageDigest,
  openMessage,
  openSelfSignedMessage,
  pairingAcceptance,
  signingResponse,
} from '@vieraugen/shared/protocol';
import { TestCoordinator, testPolicy } from '@vieraugen/shared/testing';
import { expect, it } from 'vitest';
import { configOf, OFFICERS, prepareTokens, startStation } from './testing/test-station.ts';

const now = () => Math.floor(Date.now() / 1000);

/** Two officers open this vault, but its policy asks for three: from the pairing on, two are not enough for anything. */
it('a policy that asks for more officers than the vault does gets them, in every ceremony', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'vier-quorum-'));
  const softHsm = prepareTokens(folder);
  process.env.SOFTHSM2_CONF = softHsm.configuration;
  const station = startStation(configOf(folder, softHsm));
  const coordinator = new TestCoordinator(encodePolicy({ ...testPolicy, officerQuorum: 3 }));
  await station.found(2);

  const accepted = await station.pair(await coordinator.offer(now()), OFFICERS);
  const vault = openSelfSignedMessage(pairingAcceptance, accepted, (content) => content.stationKey).content;
  expect(vault.officerQuorum).toBe(3);
  expect(vault.approvals).toHaveLength(3);
  await station.generateKeys(1, OFFICERS);

  const keyId = Uint8Array.from(Buffer.from(station.at('idle').keys[0]?.keyId ?? '', 'hex'));
  const items = [coordinator.item(now(), { vaultId: vault.vaultId, keyId })];
  const request = await coordinator.request(now(), vault.vaultId, items);
  await station.must({ type: 'start-signing' });
  await station.film('x-vier-request', request);
  for (const [index, officer] of OFFICERS.entries()) {
    expect(station.at('review-request').progress).toMatchObject({ number: index + 1, of: 3 });
    await station.decide();
    expect(await station.enterPin(officer)).toBe('ok');
  }
  const sender = { vaultId: vault.vaultId, publicKey: vault.stationKey };
  const { approvals } = openMessage(signingResponse, await station.takeAnswer(), sender).content;
  const subject = { kind: 'signing' as const, vaultId: vault.vaultId, digest: messageDigest(request) };
  verifyOfficerApprovals(subject, approvals, vault.officers, 3);
});
