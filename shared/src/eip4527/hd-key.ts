import { Refusal, refuseUnless } from '../bytes/index.ts';
import {
  at,
  bytesBetween,
  bytesOf,
  decodeRecord,
  flag,
  listOf,
  optional,
  type RecordField,
  record,
  tagged,
  uintUpTo,
} from '../cbor/index.ts';
import { type KeyOrigin, type KeyPath, keyPathField, originOf, type WireStep } from './key-path.ts';
import { COIN_ETHER, CRYPTO_ACCOUNT, KNOWN_TAGS, TAGS } from './registry.ts';
import { deviceText } from './signature.ts';

/** A public key that a device shows, and where in the device it is. */
export type DeviceKey = {
  readonly publicKey: Uint8Array;
  /** Present when accounts below this key can be derived from it. */
  readonly chainCode: Uint8Array | undefined;
  readonly origin: KeyOrigin;
  /** Where below it the accounts are; undefined when the device does not say. */
  readonly children: readonly WireStep[] | undefined;
  readonly name: string | undefined;
};

type CoinInfo = { readonly type: number | undefined; readonly network: number | undefined };
type WireKey = {
  readonly isMaster: boolean | undefined;
  readonly isPrivate: boolean | undefined;
  readonly keyData: Uint8Array;
  readonly chainCode: Uint8Array | undefined;
  readonly useInfo: CoinInfo | undefined;
  readonly origin: KeyPath | undefined;
  readonly children: KeyPath | undefined;
  readonly parentFingerprint: number | undefined;
  readonly name: string | undefined;
  readonly note: string | undefined;
};
type WireAccount = { readonly masterFingerprint: number; readonly keys: readonly WireKey[] };

const MAX_LENGTH = 16_384;
const MAX_KEYS = 50;
const UINT31 = 2 ** 31 - 1;
const UINT32 = 2 ** 32 - 1;

const coinInfoField = record<CoinInfo>('crypto-coin-info', {
  type: at(1, optional(uintUpTo(UINT31))),
  network: at(2, optional(uintUpTo(UINT31))),
});

/** `crypto-hdkey` on the wire (BCR-2020-007, first version). A private key may be a byte shorter; it is refused by its name. */
export const hdKeyField: RecordField<WireKey> = record<WireKey>('crypto-hdkey', {
  isMaster: at(1, optional(flag)),
  isPrivate: at(2, optional(flag)),
  keyData: at(3, bytesBetween(32, 33)),
  chainCode: at(4, optional(bytesOf(32))),
  useInfo: at(5, optional(tagged(TAGS.coinInfo, coinInfoField))),
  origin: at(6, optional(tagged(TAGS.keyPath, keyPathField))),
  children: at(7, optional(tagged(TAGS.keyPath, keyPathField))),
  parentFingerprint: at(8, optional(uintUpTo(UINT32))),
  name: at(9, optional(deviceText)),
  note: at(10, optional(deviceText)),
});

/** `crypto-account` on the wire (BCR-2020-015, first version), with bare keys, as EVM devices write it. */
export const accountField: RecordField<WireAccount> = record<WireAccount>('crypto-account', {
  masterFingerprint: at(1, uintUpTo(UINT32)),
  keys: at(2, listOf(tagged(TAGS.hdKey, hdKeyField), 1, MAX_KEYS)),
});

/**
 * The keys in a `crypto-hdkey` (one) or a `crypto-account` (several).
 *
 * Refuses with CBOR_*, MESSAGE_*, DERIVATION_*, FINGERPRINT_MISSING, FINGERPRINT_DIFFERS, HDKEY_PRIVATE, HDKEY_WRONG_COIN,
 * HDKEY_WITHOUT_ORIGIN or PUBLIC_KEY_INVALID. No refusal repeats what it read: it may be somebody's secret.
 */
export function decodeDeviceKeys(urType: string, bytes: Uint8Array): readonly DeviceKey[] {
  if (urType !== CRYPTO_ACCOUNT) return [deviceKeyOf(decodeRecord(hdKeyField, bytes, MAX_LENGTH, KNOWN_TAGS))];
  const { masterFingerprint, keys } = decodeRecord(accountField, bytes, MAX_LENGTH, KNOWN_TAGS);
  return keys.map((key) => deviceKeyOf(withFingerprint(key, masterFingerprint)));
}

/** A key of an account may leave the fingerprint to the account, but not contradict it. */
function withFingerprint(key: WireKey, masterFingerprint: number): WireKey {
  if (key.origin === undefined) return key;
  const { sourceFingerprint = masterFingerprint } = key.origin;
  refuseUnless(
    sourceFingerprint === masterFingerprint,
    'FINGERPRINT_DIFFERS',
    'This account holds a key of another device than it says. Do not use it.',
  );
  return { ...key, origin: { ...key.origin, sourceFingerprint } };
}

function deviceKeyOf(key: WireKey): DeviceKey {
  refuseUnless(
    key.isPrivate !== true && key.isMaster !== true,
    'HDKEY_PRIVATE',
    'This code bears a private key. Whoever saw it can move the money: hide it, and move what is on that key to a new one.',
  );
  refuseUnless(
    key.useInfo?.type === undefined || key.useInfo.type === COIN_ETHER,
    'HDKEY_WRONG_COIN',
    'This key is for another coin than Ether. Choose an EVM account on the device.',
  );
  if (key.origin === undefined) {
    throw new Refusal(
      'HDKEY_WITHOUT_ORIGIN',
      'This key does not say where in the device it is, so it cannot be asked for.',
    );
  }
  refuseUnless(
    key.keyData.length === 33,
    'PUBLIC_KEY_INVALID',
    'This public key is not a point of the curve secp256k1.',
  );
  return {
    publicKey: key.keyData,
    chainCode: key.chainCode,
    origin: originOf(key.origin),
    children: key.children?.steps,
    name: key.name || undefined,
  };
}
