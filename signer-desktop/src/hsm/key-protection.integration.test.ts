import { randomBytes } from 'node:crypto';
import { type Key, KeyGenMechanism, KeyType, ObjectClass, type Session } from 'graphene-pk11';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { asRefusal } from './hsm-error.ts';
import type { ChainKey, Hsm, VaultSession } from './index.ts';
import { chainKeyKind, generateKeyPair } from './keys.ts';
import { CURVE_OID } from './points.ts';
import { refusalOf, rejectionOf } from './testing/refusal-of.ts';
import { signOne } from './testing/sign-one.ts';
import { foundVault, openTestHsm, rawSession, type TestVault } from './testing/vault-fixture.ts';

/**
 * What somebody can do who has the vault open, a whole quorum that is, and uses PKCS#11 past our code. Each attack names what
 * the HSM itself answers.
 */
let station: ReturnType<typeof openTestHsm>;
let hsm: Hsm;
let vault: TestVault;
let session: VaultSession;
let raw: Session;
let chainKey: ChainKey;

const AES_KEY_WRAP_PAD = { name: 0x210a, params: null };
const DIGEST = new Uint8Array(32).fill(7);

beforeAll(() => {
  station = openTestHsm();
  hsm = station.hsm;
  vault = foundVault(hsm, 'vault');
  session = hsm.unlockVault(vault.serial, vault.userPin);
  chainKey = session.generateChainKey('Treasury');
  raw = rawSession(station.softHsm, vault.serial);
});

afterAll(() => station.remove());

function find(objectClass: ObjectClass, template: { id?: Buffer; label?: string }): Key {
  const found = raw.find({ class: objectClass, ...template });
  expect(found.length).toBe(1);
  return found.items(0).toType<Key>();
}

const treasury = () => find(ObjectClass.PRIVATE_KEY, { id: Buffer.from(chainKey.id) });
const stationKey = () => find(ObjectClass.PRIVATE_KEY, { label: 'station' });
const backupKey = () => find(ObjectClass.SECRET_KEY, { label: 'backup' });

function anyWrappingKey(): Key {
  return raw.generateKey(KeyGenMechanism.AES, {
    keyType: KeyType.AES,
    valueLen: 32,
    token: false,
    wrap: true,
    unwrap: true,
    decrypt: true,
  });
}

test('a chain key, the station key and the backup key cannot be read', () => {
  for (const key of [treasury(), stationKey(), backupKey()]) {
    expect(() => key.getAttribute('value')).toThrow('CKR_ATTRIBUTE_SENSITIVE');
  }
});

test('a chain key cannot be wrapped under a key that is not trusted', () => {
  expect(() => raw.wrapKey(AES_KEY_WRAP_PAD, anyWrappingKey(), treasury())).toThrow('CKR_KEY_NOT_WRAPPABLE');
  try {
    raw.wrapKey(AES_KEY_WRAP_PAD, anyWrappingKey(), treasury());
  } catch (error) {
    expect(asRefusal(error)).toMatchObject({ code: 'KEY_NOT_EXPORTABLE' });
  }
});

test('nobody but the security officer makes a key trusted', () => {
  const template = { keyType: KeyType.AES, valueLen: 32, token: false, wrap: true };
  expect(() => raw.generateKey(KeyGenMechanism.AES, { ...template, trusted: true })).toThrow('CKR_ATTRIBUTE_READ_ONLY');
  const untrusted = raw.generateKey(KeyGenMechanism.AES, { ...template, modifiable: true });
  expect(() => untrusted.setAttribute('trusted', true)).toThrow(/CKR_/);
});

test('the station key leaves under no key, not even the trusted one', () => {
  expect(() => raw.wrapKey(AES_KEY_WRAP_PAD, backupKey(), stationKey())).toThrow('CKR_KEY_UNEXTRACTABLE');
});

test('the backup key wraps a chain key, but decrypts and encrypts nothing, and cannot be wrapped', () => {
  expect(raw.wrapKey(AES_KEY_WRAP_PAD, backupKey(), treasury()).length).toBeGreaterThan(40);
  expect(() => raw.createDecipher('AES_ECB', backupKey())).toThrow(/CKR_KEY_FUNCTION_NOT_PERMITTED/);
  expect(() => raw.createCipher('AES_ECB', backupKey())).toThrow(/CKR_KEY_FUNCTION_NOT_PERMITTED/);
  expect(() => raw.wrapKey(AES_KEY_WRAP_PAD, anyWrappingKey(), backupKey())).toThrow('CKR_KEY_UNEXTRACTABLE');
});

test.each([
  ['wrapWithTrusted', false],
  ['sensitive', false],
  ['extractable', true],
  ['modifiable', true],
  ['derive', true],
  ['decrypt', true],
  ['label', 'renamed'],
] as const)('%s of a key cannot be changed, nor weakened in a copy', (name, value) => {
  for (const key of [treasury(), stationKey(), backupKey()]) {
    expect(() => key.setAttribute(name, value)).toThrow(/CKR_/);
  }
  if (name === 'wrapWithTrusted' || name === 'sensitive') {
    expect(() => treasury().copy({ token: false, [name]: value })).toThrow(/CKR_/);
  }
});

test('a chain key signs and does nothing else', () => {
  expect(() => raw.createDecipher('RSA_PKCS', treasury())).toThrow(/CKR_/);
  expect(() =>
    raw.unwrapKey(AES_KEY_WRAP_PAD, treasury(), Buffer.alloc(40), { class: 4, keyType: KeyType.AES }),
  ).toThrow(/CKR_/);
});

test("an officer's two keys never leave their token", () => {
  const [officer] = vault.officers;
  if (!officer) throw new Error('an officer');
  const own = rawSession(station.softHsm, officer.token.serial);
  own.login(Buffer.from(officer.pin).toString());
  try {
    const found = own.find({ class: ObjectClass.PRIVATE_KEY });
    expect(found.length).toBe(2);
    for (let index = 0; index < found.length; index += 1) {
      const key = found.items(index).toType<Key>();
      expect(['sensitive', 'neverExtractable', 'modifiable'].map((name) => key.getAttribute(name))).toEqual([
        ...[true, true, false],
      ]);
      expect(() => key.getAttribute('value')).toThrow('CKR_ATTRIBUTE_SENSITIVE');
    }
  } finally {
    own.logout();
    own.close();
  }
});

test.each(['sensitive', 'wrapWithTrusted', 'modifiable', 'derive'] as const)(
  'a token that does not do as it is told with %s keeps no key',
  (name) => {
    // SoftHSM does as it is told: so it is told something else than our code asks for.
    const deaf = new Proxy(raw, {
      get: (target, member) => {
        const value: unknown = Reflect.get(target, member, target);
        if (typeof value !== 'function') return value;
        if (member !== 'generateKeyPair') return value.bind(target);
        const made: Session['generateKeyPair'] = (mechanism, publicKey, privateKey) =>
          target.generateKeyPair(mechanism, publicKey, { ...privateKey, [name]: !privateKey[name] });
        return made;
      },
    });
    const id = Uint8Array.from(randomBytes(16));
    expect(refusalOf(() => generateKeyPair(deaf, chainKeyKind(id), 'Weak'))).toBe('KEY_TEMPLATE_WRONG');
    expect(raw.find({ id: Buffer.from(id) }).length).toBe(0);
  },
);

test('without a login nothing private is seen', () => {
  session.close();
  try {
    expect(raw.find({ class: ObjectClass.PRIVATE_KEY }).length).toBe(0);
    expect(raw.find({ class: ObjectClass.DATA }).length).toBe(0);
  } finally {
    session = hsm.unlockVault(vault.serial, vault.userPin);
  }
});

/** SoftHSM unwraps no key that is unmodifiable from the start: it is unwrapped for the session, then copied as it must be. */
function restore(id: Uint8Array, wrapped: Buffer, change: Record<string, boolean>): Key {
  const { modifiable = false, ...protection } = {
    private: true,
    sensitive: true,
    extractable: true,
    wrapWithTrusted: true,
    sign: true,
    derive: false,
    decrypt: false,
    unwrap: false,
    signRecover: false,
    ...change,
  };
  const template = { class: ObjectClass.PRIVATE_KEY, keyType: KeyType.EC, id: Buffer.from(id), ...protection };
  const forNow = raw.unwrapKey(AES_KEY_WRAP_PAD, backupKey(), wrapped, { ...template, token: false, modifiable: true });
  const restored = forNow.copy({ token: true, modifiable }).toType<Key>();
  forNow.destroy();
  return restored;
}

test('a key that was restored with all its protection signs; one that was restored with less does not', async () => {
  const original = session.generateChainKey('Restored');
  const privateKey = find(ObjectClass.PRIVATE_KEY, { id: Buffer.from(original.id) });
  const wrapped = raw.wrapKey(AES_KEY_WRAP_PAD, backupKey(), privateKey);
  privateKey.destroy();
  for (const weaker of ['wrapWithTrusted', 'sensitive', 'derive', 'decrypt', 'unwrap', 'modifiable']) {
    const isOnWhenGood = weaker === 'wrapWithTrusted' || weaker === 'sensitive';
    const restored = restore(original.id, wrapped, { [weaker]: !isOnWhenGood });
    expect(await rejectionOf(signOne(session, original, DIGEST)), weaker).toBe('KEY_TEMPLATE_WRONG');
    restored.destroy();
  }
  restore(original.id, wrapped, {});
  expect(await signOne(session, original, DIGEST)).toHaveLength(65);
});

test('a second key under the id of another makes both unusable', async () => {
  const original = session.generateChainKey('Doubled');
  const plant = { token: true, id: Buffer.from(original.id), label: 'planted' };
  raw.generateKeyPair(
    KeyGenMechanism.EC,
    { ...plant, paramsECDSA: CURVE_OID.secp256k1, verify: true },
    { ...plant, private: true, sensitive: true, sign: true },
  );
  expect(await rejectionOf(signOne(session, original, DIGEST))).toBe('KEY_AMBIGUOUS');
  expect(refusalOf(() => session.listChainKeys())).toBe('KEY_AMBIGUOUS');
});

test('two heads of one sequence, and none that can be read, are refused', () => {
  session.writeJournalHead({ sequence: 3, hash: DIGEST });
  const label = 'vieraugen-journal-head';
  const [head] = [raw.find({ class: ObjectClass.DATA, label }).items(0)];
  const value = Buffer.from(head.getAttribute('value'));
  const another = Buffer.concat([value.subarray(0, -32), randomBytes(32)]);
  const template = { class: ObjectClass.DATA, token: true, private: true, label };
  const planted = raw.create({ ...template, value: another });
  expect(refusalOf(() => session.readJournalHead())).toBe('JOURNAL_HEAD_AMBIGUOUS');
  planted.destroy();
  const rubbish = raw.create({ ...template, value: Buffer.from('rubbish') });
  expect(session.readJournalHead()?.sequence).toBe(3);
  head.destroy();
  expect(refusalOf(() => session.readJournalHead())).toBe('JOURNAL_HEAD_DAMAGED');
  expect(refusalOf(() => session.writeJournalHead({ sequence: 4, hash: DIGEST }))).toBe('JOURNAL_HEAD_DAMAGED');
  rubbish.destroy();
});
