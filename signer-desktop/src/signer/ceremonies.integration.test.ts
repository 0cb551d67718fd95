import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { verifyOfficerApprovals } from '@vieraugen/shared/approvals';
import { attachSignature, recoverPublicKey, uncompressedPoint } from '@vieraugen/shared/chains/evm';
import {
  foundingDigest,
  keyListDigest,
  keyManifest,
  keyTestDigest,
  openMessage,
  openSelfSignedMessage,
  type PairingAcceptance,
  pairingAcceptance,
  signingResponse,
} from '@vieraugen/shared/protocol';
import { TestCoordinator } from '@vieraugen/shared/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Hsm, openHsm } from '../hsm/index.ts';
import { refusalOf } from '../hsm/testing/refusal-of.ts';
import { shareBinding } from './ceremonies/share-binding.ts';
import { verifyJournalFile } from './journal/journal.ts';
import { openJournalDisk, parseLines } from './journal/journal-file.ts';
import { configOf, OFFICERS, pinBytes, prepareTokens, startStation, type TestStation } from './testing/test-station.ts';
import { openTestVault } from './testing/vault-pin.ts';

const now = () => Math.floor(Date.now() / 1000);

describe('the whole path on SoftHSM', () => {
  const folder = mkdtempSync(join(tmpdir(), 'vier-ceremonies-'));
  const coordinator = new TestCoordinator();
  let hsm: Hsm;
  let station: TestStation;
  let vault: PairingAcceptance;

  beforeAll(() => {
    const softHsm = prepareTokens(folder);
    process.env.SOFTHSM2_CONF = softHsm.configuration;
    const config = configOf(folder, softHsm);
    hsm = openHsm({ module: softHsm.module, sha256: softHsm.sha256, production: false });
    station = startStation(config, (parts) => ({ ...parts, openHsm: () => hsm }));
  });

  it('founds a vault', async () => {
    expect(station.at('idle').vault).toBeNull();
    await station.found();
    expect(station.at('idle').vault).toMatchObject({ name: 'Test vault', quorum: 2, coordinatorName: null });
  });

  it('pairs, and the acceptance convinces a coordinator', async () => {
    const offer = await coordinator.offer(now());
    const bytes = await station.pair(offer);
    vault = openSelfSignedMessage(pairingAcceptance, bytes, (content) => content.stationKey).content;
    const subject = { kind: 'founding' as const, vaultId: vault.vaultId, digest: foundingDigest(vault) };
    verifyOfficerApprovals(subject, vault.approvals, vault.officers, vault.officerQuorum);
    expect(station.at('idle').vault?.coordinatorName).toBe('Test Custody');
  });

  it('makes keys whose proofs verify', async () => {
    const bytes = await station.generateKeys(2);
    const manifest = openMessage(keyManifest, bytes, { vaultId: vault.vaultId, publicKey: vault.stationKey }).content;
    expect(manifest.keys).toHaveLength(2);
    for (const key of manifest.keys) {
      const digest = keyTestDigest(vault.vaultId, manifest.ceremonyId, key.publicKey);
      expect(recoverPublicKey(digest, key.proof)).toEqual(uncompressedPoint(key.publicKey));
    }
    const digest = keyListDigest(manifest.ceremonyId, manifest.keys);
    verifyOfficerApprovals(
      { kind: 'key-generation', vaultId: vault.vaultId, digest },
      manifest.approvals,
      vault.officers,
      2,
    );
  });

  it('signs a batch and answers a replay with the same bytes', async () => {
    const { keyId, address } = station.at('idle').keys[0] ?? { keyId: '', address: '' };
    const source = { vaultId: vault.vaultId, keyId: Uint8Array.from(Buffer.from(keyId, 'hex')) };
    const items = [coordinator.item(now(), source), coordinator.item(now(), source)];
    const request = await coordinator.request(now(), vault.vaultId, items);
    const bytes = await station.sign(request);
    const response = openMessage(signingResponse, bytes, {
      vaultId: vault.vaultId,
      publicKey: vault.stationKey,
    }).content;
    expect(response.results.map((result) => result.kind)).toEqual(['signed', 'signed']);
    for (const [index, result] of response.results.entries()) {
      const item = items[index];
      if (result.kind !== 'signed' || !item) throw new Error('not signed');
      const expected = Buffer.from(address.replaceAll(' ', '').slice(2), 'hex');
      attachSignature(item.unsignedTransaction, result.signature, Uint8Array.from(expected));
    }
    expect(await station.sign(request)).toEqual(bytes);
  });

  it('shows no secret on any screen or in the journal', () => {
    const file = readFileSync(join(folder, 'data', 'journal.log'));
    const entries = parseLines(file).entries.map(({ entry }) => Buffer.from(entry).toString('latin1'));
    expect(entries.join()).toContain('Olga Officer');
    const shown = JSON.stringify([station.seen, station.questions]);
    expect(shown).toContain('Olga Officer');
    const vaultPin = openTestVault(hsm, join(folder, 'data'), OFFICERS.slice(0, 2)).pin;
    expect(vaultPin).toMatch(/^[A-Z2-7]{32}$/);
    for (const pin of [...OFFICERS.map((officer) => officer.pin), vaultPin]) {
      for (const text of [...entries, shown]) expect(text.includes(pin), pin).toBe(false);
    }
  });

  it("opens an officer's share as what it was sealed for alone: this vault, this officer, this PIN", () => {
    const { vault: founded } = verifyJournalFile(openJournalDisk(join(folder, 'data', 'journal.log'))).state;
    const [olga, oskar] = founded?.officers ?? [];
    if (!founded || !olga || !oskar) throw new Error('no officers');
    const token = { serial: olga.tokenSerial, officerId: olga.officerId };
    const open = (share: typeof olga.userShare, ...bound: Parameters<typeof shareBinding>) =>
      refusalOf(() => hsm.openShare(token, pinBytes(OFFICERS[0].pin), share, shareBinding(...bound)));
    const { vaultId } = founded;
    expect(open(olga.userShare, vaultId, olga.officerId, 'user')).toBe('not refused');
    expect(open(olga.securityOfficerShare, vaultId, olga.officerId, 'security-officer')).toBe('not refused');
    expect(open(olga.securityOfficerShare, vaultId, olga.officerId, 'user')).toBe('SHARE_UNREADABLE');
    expect(open(olga.userShare, vaultId, olga.officerId, 'security-officer')).toBe('SHARE_UNREADABLE');
    expect(open(olga.userShare, new Uint8Array(16), olga.officerId, 'user')).toBe('SHARE_UNREADABLE');
    expect(open(olga.userShare, vaultId, oskar.officerId, 'user')).toBe('SHARE_UNREADABLE');
    expect(open(oskar.userShare, vaultId, oskar.officerId, 'user')).toBe('SHARE_UNREADABLE');
  });
});
