import { execFileSync } from 'node:child_process';
import { createCipheriv, createECDH, randomBytes } from 'node:crypto';
import { p256 } from '@noble/curves/nist.js';
import { recoverPublicKey, uncompressedPoint } from '@vieraugen/shared/chains/evm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Hsm, SealedShare } from './index.ts';
import { refusalOf } from './testing/refusal-of.ts';
import { foundVault, openTestHsm, quorumPin, type TestVault } from './testing/vault-fixture.ts';

let station: ReturnType<typeof openTestHsm>;
let hsm: Hsm;
let vault: TestVault;

beforeAll(() => {
  station = openTestHsm();
  hsm = station.hsm;
  vault = foundVault(hsm, 'vault');
});

afterAll(() => station.remove());

/** OpenSC's reader of tokens: code that is not ours. */
const INDEPENDENT_TOOL = 'pkcs11-tool';

const digest = () => Uint8Array.from(randomBytes(32));

test('any two officers of three open the vault, and it is the vault that was founded', () => {
  const [first, second, third] = vault.officers;
  if (!first || !second || !third) throw new Error('three officers');
  for (const quorum of [[first, second], [second, third], [third, first], vault.officers]) {
    const session = hsm.unlockVault(vault.serial, quorumPin(hsm, vault, quorum));
    expect(session.stationPublicKey).toEqual(vault.stationPublicKey);
    session.close();
  }
});

test('one officer alone opens nothing: neither the share nor their own PIN logs in to the vault', () => {
  for (const officer of vault.officers) {
    expect(refusalOf(() => quorumPin(hsm, vault, [officer]))).toBe('SHAMIR_SHARES_DO_NOT_MATCH');
    expect(refusalOf(() => quorumPin(hsm, vault, [officer, officer]))).toBe('SHAMIR_SHARE_DOUBLED');
    expect(refusalOf(() => hsm.unlockVault(vault.serial, officer.pin))).toBe('PIN_WRONG');
  }
});

test('the station signs ES256 that an independent verifier takes', () => {
  const session = hsm.unlockVault(vault.serial, vault.userPin);
  const subject = digest();
  const signature = session.signAsStation(subject);
  expect(p256.verify(signature, subject, vault.stationPublicKey, { prehash: false, lowS: false })).toBe(true);
  expect(refusalOf(() => session.signAsStation(new Uint8Array(31)))).toBe('DIGEST_LENGTH');
  session.close();
});

test('chain keys sign low-s with the recovery bit that leads back to them, a hundred times over', async () => {
  const session = hsm.unlockVault(vault.serial, vault.userPin);
  const keys = ['Treasury 1', 'Treasury 2'].map((label) => session.generateChainKey(label));
  const orders = Array.from({ length: 50 }, () => keys.map((key) => ({ key, digest: digest() }))).flat();
  const signatures = await session.signWithChainKeys(orders);
  expect(signatures).toHaveLength(100);
  for (const [index, { key, digest: subject }] of orders.entries()) {
    const signature = signatures[index] ?? new Uint8Array();
    expect(recoverPublicKey(subject, signature)).toEqual(uncompressedPoint(key.publicKey));
  }
  expect(await session.signWithChainKeys([])).toEqual([]);
  session.close();
  const again = hsm.unlockVault(vault.serial, vault.userPin);
  expect(again.listChainKeys()).toEqual(expect.arrayContaining(keys));
  expect(again.listChainKeys()).toHaveLength(keys.length);
  again.close();
});

test('officers approve with their own key, and only with it', () => {
  const [first, second] = vault.officers;
  if (!first || !second) throw new Error('two officers');
  const subject = digest();
  const signature = hsm.approveAsOfficer(first.token, first.pin, subject, first.keys.approvalPublicKey);
  expect(p256.verify(signature, subject, first.keys.approvalPublicKey, { prehash: false, lowS: false })).toBe(true);
  const asSecond = () => hsm.approveAsOfficer(first.token, first.pin, subject, second.keys.approvalPublicKey);
  expect(refusalOf(asSecond)).toBe('KEY_DIFFERS');
  const withTokenOfSecond = { serial: second.token.serial, officerId: first.token.officerId };
  expect(
    refusalOf(() => hsm.approveAsOfficer(withTokenOfSecond, second.pin, subject, first.keys.approvalPublicKey)),
  ).toBe('KEY_MISSING');
  expect(
    refusalOf(() => hsm.approveAsOfficer(first.token, first.pin, new Uint8Array(20), first.keys.approvalPublicKey)),
  ).toBe('DIGEST_LENGTH');
});

test('a share opens for its officer and its purpose alone, and not when any part of it was changed', () => {
  const [first, second] = vault.officers;
  if (!first || !second) throw new Error('two officers');
  const open = (sealed: SealedShare, binding = first.binding) => hsm.openShare(first.token, first.pin, sealed, binding);
  expect(open(first.sealed)).toBeInstanceOf(Uint8Array);
  expect(refusalOf(() => open(second.sealed, second.binding))).toBe('SHARE_UNREADABLE');
  expect(refusalOf(() => open(first.sealed, second.binding))).toBe('SHARE_UNREADABLE');
  expect(refusalOf(() => open(first.sealed, new Uint8Array()))).toBe('SHARE_UNREADABLE');
  for (const part of ['ephemeralPublicKey', 'nonce', 'ciphertext'] as const) {
    const bytes = first.sealed[part];
    for (const index of [0, 5, bytes.length - 1]) {
      const changed = { ...first.sealed, [part]: bytes.with(index, (bytes[index] ?? 0) ^ 1) };
      expect(
        refusalOf(() => open(changed)),
        `${part}[${index}]`,
      ).toBe('SHARE_UNREADABLE');
    }
    expect(
      refusalOf(() => open({ ...first.sealed, [part]: bytes.subarray(1) })),
      part,
    ).toBe('SHARE_UNREADABLE');
    expect(
      refusalOf(() => open({ ...first.sealed, [part]: new Uint8Array() })),
      part,
    ).toBe('SHARE_UNREADABLE');
  }
});

test('a share of another vault does not open with the binding of this one', () => {
  const other = foundVault(hsm, 'another-vault');
  const [mine] = vault.officers;
  const [theirs] = other.officers;
  if (!mine || !theirs) throw new Error('two officers');
  const crossed = () => hsm.openShare(mine.token, mine.pin, theirs.sealed, mine.binding);
  expect(refusalOf(crossed)).toBe('SHARE_UNREADABLE');
  const mixed = () => quorumPin(hsm, vault, [mine, ...other.officers.slice(1, 2)]);
  expect(refusalOf(mixed)).toBe('SHAMIR_SHARES_DO_NOT_MATCH');
});

test('a shared secret that begins with a zero byte is the same key inside the token', () => {
  const [officer] = vault.officers;
  if (!officer) throw new Error('an officer');
  const ephemeral = createECDH('prime256v1');
  let key = Buffer.of(1);
  while (key[0] !== 0) {
    ephemeral.generateKeys();
    key = ephemeral.computeSecret(p256.Point.fromBytes(officer.keys.sharePublicKey).toBytes(false));
  }
  const nonce = Uint8Array.from(randomBytes(12));
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(officer.binding);
  const ciphertext = Uint8Array.from(Buffer.concat([cipher.update('hello'), cipher.final(), cipher.getAuthTag()]));
  const sealed = { ephemeralPublicKey: Uint8Array.from(ephemeral.getPublicKey()), nonce, ciphertext };
  expect(hsm.openShare(officer.token, officer.pin, sealed, officer.binding)).toEqual(
    Uint8Array.from(Buffer.from('hello')),
  );
});

test('the journal head is remembered, replaced and never goes back', () => {
  const session = hsm.unlockVault(vault.serial, vault.userPin);
  expect(session.readJournalHead()).toBeUndefined();
  const heads = [1, 2, 5].map((sequence) => ({ sequence, hash: digest() }));
  for (const head of heads) {
    session.writeJournalHead(head);
    session.writeJournalHead(head);
    expect(session.readJournalHead()).toEqual(head);
  }
  expect(refusalOf(() => session.writeJournalHead({ sequence: 4, hash: digest() }))).toBe('JOURNAL_HEAD_GOES_BACK');
  expect(refusalOf(() => session.writeJournalHead({ sequence: 5, hash: digest() }))).toBe('JOURNAL_HEAD_GOES_BACK');
  session.close();
  const again = hsm.unlockVault(vault.serial, vault.userPin);
  expect(again.readJournalHead()).toEqual(heads[2]);
  again.close();
});

test('an independent tool reads the vault token and finds every private key sensitive', () => {
  const list = execFileSync(
    INDEPENDENT_TOOL,
    [
      ...['--module', station.softHsm.module, '--token-label', 'vault', '--login', '--list-objects'],
      ...['--pin', Buffer.from(vault.userPin).toString()],
    ],
    { env: { ...process.env, SOFTHSM2_CONF: station.softHsm.configuration }, encoding: 'utf8', stdio: 'pipe' },
  );
  const objects = list.split(/\n(?=\S)/).filter((object) => /^(Private|Secret) Key Object/.test(object));
  expect(objects.length).toBeGreaterThanOrEqual(4);
  for (const object of objects) expect(object).toMatch(/Access: +sensitive, always sensitive/);
  for (const object of objects.filter((text) => /label: +(station|backup)/.test(text))) {
    expect(object).toContain('never extractable');
  }
});
