import { Refusal } from '@vieraugen/shared/bytes';
import { PKCS11 } from 'pkcs11js';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Hsm } from './index.ts';
import { refusalOf, rejectionOf } from './testing/refusal-of.ts';
import { signOne } from './testing/sign-one.ts';
import { emptyToken, enrol, foundVault, openTestHsm, rawSession, serialOf } from './testing/vault-fixture.ts';

let station: ReturnType<typeof openTestHsm>;
let hsm: Hsm;

beforeEach(() => {
  station = openTestHsm();
  hsm = station.hsm;
});

afterEach(() => station.remove());

/** PKCS#11 v2.40, section 3.5: a session in which nobody is logged in. */
const CKS_RW_PUBLIC_SESSION = 2;
const DIGEST = new Uint8Array(32).fill(7);
const bytes = (text: string) => Uint8Array.from(Buffer.from(text));

function officerOne() {
  return { serial: serialOf(hsm, 'officer-1'), officerId: new Uint8Array(16).fill(1) };
}

test('a wrong PIN says what the token tells of the tries left, and a right one clears it', () => {
  const token = officerOne();
  let refusal: unknown;
  try {
    hsm.enrolOfficer(token, bytes('not-the-pin'));
  } catch (error) {
    refusal = error;
  }
  expect(refusal).toBeInstanceOf(Refusal);
  expect(refusal).toMatchObject({ code: 'PIN_WRONG', triesLeft: 'few' });
  expect(hsm.enrolOfficer(token, bytes('officer-pin-1')).approvalPublicKey).toHaveLength(33);
});

test('a PIN of an impossible length costs no try', () => {
  const token = officerOne();
  for (const pin of ['', 'abc', 'x'.repeat(256)]) {
    expect(refusalOf(() => hsm.enrolOfficer(token, bytes(pin)))).toBe('PIN_LENGTH');
  }
  expect(station.hsm.doctor().map((check) => check.state)).not.toContain('bad');
});

test('a token that is not there', () => {
  const serial = serialOf(hsm, 'officer-1');
  const gone = { serial: '0000000000000000', officerId: new Uint8Array(16) };
  expect(refusalOf(() => hsm.enrolOfficer(gone, bytes('officer-pin-1')))).toBe('TOKEN_MISSING');
  expect(refusalOf(() => hsm.unlockVault(gone.serial, bytes('officer-pin-1')))).toBe('TOKEN_MISSING');
  station.softHsm.takeOut('officer-1');
  hsm = station.reopen();
  expect(refusalOf(() => hsm.unlockVault(serial, bytes('officer-pin-1')))).toBe('TOKEN_MISSING');
});

test('a token that is taken out in the middle is named as that at every step, and others go on', async () => {
  const vault = foundVault(hsm, 'vault');
  const session = hsm.unlockVault(vault.serial, vault.userPin);
  const key = session.generateChainKey('Treasury');
  await signOne(session, key, DIGEST);
  session.writeJournalHead({ sequence: 1, hash: DIGEST });
  const putBack = station.softHsm.takeOut('vault');
  const steps = [
    () => session.signAsStation(DIGEST),
    () => session.generateChainKey('Another'),
    () => session.listChainKeys(),
    () => session.readJournalHead(),
    () => session.writeJournalHead({ sequence: 2, hash: DIGEST }),
  ];
  for (const step of steps) expect(refusalOf(step)).toBe('TOKEN_REMOVED');
  const orders = [key, { ...key, id: new Uint8Array(16) }].map((ordered) => ({ key: ordered, digest: DIGEST }));
  expect(await rejectionOf(session.signWithChainKeys(orders.slice(0, 1)))).toBe('TOKEN_REMOVED');
  expect(await rejectionOf(session.signWithChainKeys(orders.slice(1)))).toBe('TOKEN_REMOVED');
  expect(await rejectionOf(session.signWithChainKeys(orders))).toBe('TOKEN_REMOVED');
  expect(refusalOf(() => hsm.unlockVault(vault.serial, vault.userPin))).toBe('TOKEN_MISSING');
  const [officer] = vault.officers;
  if (!officer) throw new Error('an officer');
  expect(hsm.openShare(officer.token, officer.pin, officer.sealed, officer.binding)).toBeInstanceOf(Uint8Array);
  session.close();
  putBack();
  hsm = station.reopen();
  const again = hsm.unlockVault(vault.serial, vault.userPin);
  expect(again.readJournalHead()).toEqual({ sequence: 1, hash: DIGEST });
  expect(await signOne(again, key, DIGEST)).toHaveLength(65);
});

test('a second login is refused, for PKCS#11 would not look at its PIN', () => {
  const vault = foundVault(hsm, 'vault');
  const session = hsm.unlockVault(vault.serial, vault.userPin);
  expect(refusalOf(() => hsm.unlockVault(vault.serial, bytes('any PIN whatever')))).toBe('TOKEN_LOGGED_IN');
  expect(refusalOf(() => hsm.unlockVault(vault.serial, vault.userPin))).toBe('TOKEN_LOGGED_IN');
  expect(session.signAsStation(DIGEST)).toHaveLength(64);
  expect(hsm.doctor(vault.serial).map((check) => check.state)).not.toContain('bad');
  expect(session.signAsStation(DIGEST)).toHaveLength(64);
  session.close();
});

test('a failed unlocking leaves nobody logged in', () => {
  const vault = foundVault(hsm, 'vault');
  expect(refusalOf(() => hsm.unlockVault(vault.serial, bytes('officer-pin-1')))).toBe('PIN_WRONG');
  expect(refusalOf(() => hsm.unlockVault(serialOf(hsm, 'officer-1'), bytes('officer-pin-1')))).toBe('KEY_MISSING');
  const raw = rawSession(station.softHsm, serialOf(hsm, 'officer-1'));
  expect(raw.state).toBe(CKS_RW_PUBLIC_SESSION);
  raw.close();
});

test('only an empty token becomes a vault, under a name that fits', () => {
  expect(refusalOf(() => hsm.initialiseVault(serialOf(hsm, 'officer-1'), 'vault'))).toBe('TOKEN_IN_USE');
  expect(refusalOf(() => hsm.initialiseVault('0000', 'vault'))).toBe('TOKEN_MISSING');
  for (const label of ['', ' vault', 'vault ', 'x'.repeat(33), 'Tresor über', 'a\nb']) {
    expect(
      refusalOf(() => hsm.initialiseVault(emptyToken(hsm), label)),
      label,
    ).toBe('TOKEN_LABEL_INVALID');
  }
  hsm.initialiseVault(emptyToken(hsm), 'x'.repeat(32));
  expect(hsm.listTokens().map((token) => token.label)).toContain('x'.repeat(32));
});

test('a token without a user PIN cannot be logged in to', () => {
  const library = new PKCS11();
  library.load(station.softHsm.module);
  const slots = library.C_GetSlotList(true);
  const empty = slots.find((slot) => library.C_GetTokenInfo(slot).label.trim() === '');
  if (!empty) throw new Error('an empty slot');
  library.C_InitToken(empty, 'so-pin-so-pin', 'unfinished'.padEnd(32));
  const serial = serialOf(hsm, 'unfinished');
  expect(refusalOf(() => hsm.unlockVault(serial, bytes('any-pin-at-all')))).toBe('TOKEN_NOT_READY');
});

test('an officer is enrolled once, and the first enrolment stays good', () => {
  const { token, pin, keys } = enrol(hsm, 1);
  expect(refusalOf(() => hsm.enrolOfficer(token, pin))).toBe('KEY_EXISTS');
  expect(hsm.approveAsOfficer(token, pin, DIGEST, keys.approvalPublicKey)).toHaveLength(64);
});

test('keys that are missing, doubled or not the registered ones sign nothing', async () => {
  const vault = foundVault(hsm, 'vault');
  const session = hsm.unlockVault(vault.serial, vault.userPin);
  const key = session.generateChainKey('Treasury');
  const other = session.generateChainKey('Other');
  const missing = { ...key, id: new Uint8Array(16).fill(9) };
  expect(await rejectionOf(signOne(session, missing, DIGEST))).toBe('KEY_MISSING');
  expect(await rejectionOf(signOne(session, { ...key, publicKey: other.publicKey }, DIGEST))).toBe('KEY_DIFFERS');
  await signOne(session, key, DIGEST);
  const swapped = { ...key, publicKey: other.publicKey };
  expect(await rejectionOf(signOne(session, swapped, DIGEST))).toBe('SIGNATURE_SELF_CHECK_FAILED');
  const ofAnOfficer = { ...key, id: vault.officers[0]?.token.officerId ?? DIGEST };
  expect(await rejectionOf(signOne(session, ofAnOfficer, DIGEST))).toBe('KEY_MISSING');
  const stationAsChain = { id: Uint8Array.from(Buffer.from('vieraugen-station')), publicKey: vault.stationPublicKey };
  expect(await rejectionOf(signOne(session, stationAsChain, DIGEST))).toBe('KEY_MISSING');
});
