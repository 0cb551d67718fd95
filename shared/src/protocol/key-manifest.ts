import { taggedDigest } from '../bytes/index.ts';
import { at, bytesOf, encodeCbor, listOf, oneOf, type RecordField, record } from '../cbor/index.ts';
import { type JournalHead, journalHeadField } from '../journal/index.ts';
import {
  compressedPoint,
  identifier,
  type OfficerApproval,
  officerApprovalsField,
  personOrThingName,
} from './common-fields.ts';
import { type MessageHeader, type MessageKind, messageField } from './message.ts';

/** A key that was generated in the vault's HSM. */
export type ManifestKey = {
  /** keyIdOf its public key. */
  readonly keyId: Uint8Array;
  /** CAIP-2 namespace: keys of the family `eip155` sign for any EVM chain. */
  readonly family: 'eip155';
  /** secp256k1, SEC1 compressed. */
  readonly publicKey: Uint8Array;
  readonly label: string;
  /** A test signature over {@link keyTestDigest}: r || s || recovery bit, 65 bytes. Proof that the HSM holds the key. */
  readonly proof: Uint8Array;
};

/** Signer to coordinator: these keys exist in the vault. */
export type KeyManifest = MessageHeader & {
  readonly ceremonyId: Uint8Array;
  readonly keys: readonly ManifestKey[];
  readonly approvals: readonly OfficerApproval[];
  readonly journalHead: JournalHead;
};

const manifestKeyField: RecordField<ManifestKey> = record<ManifestKey>('manifest-key', {
  keyId: at(1, identifier),
  family: at(2, oneOf('eip155')),
  publicKey: at(3, compressedPoint),
  label: at(4, personOrThingName),
  proof: at(5, bytesOf(65)),
});

/** The key-manifest. */
export const keyManifest: MessageKind<KeyManifest> = {
  type: 'key-manifest',
  direction: 'to-coordinator',
  urType: 'x-vier-manifest',
  maxLength: 64 * 1024,
  maxLifetime: 30 * 24 * 3600,
  field: messageField<KeyManifest>('key-manifest', {
    ceremonyId: at(10, identifier),
    keys: at(11, listOf(manifestKeyField, 1, 100)),
    approvals: at(12, officerApprovalsField),
    journalHead: at(13, journalHeadField),
  }),
};

/** What the test signature of a new key is made over. A tagged SHA-256: it can be no transaction of any chain. */
export function keyTestDigest(vaultId: Uint8Array, ceremonyId: Uint8Array, publicKey: Uint8Array): Uint8Array {
  return taggedDigest('vieraugen/1 key-test', encodeCbor([vaultId, ceremonyId, publicKey]));
}

/** What the officers approve in a key generation: the ceremony and every key that it made. */
export function keyListDigest(ceremonyId: Uint8Array, keys: readonly ManifestKey[]): Uint8Array {
  const list = keys.map((key) => manifestKeyField.encode(key, 'key'));
  return taggedDigest('vieraugen/1 key-list', encodeCbor([ceremonyId, list]));
}
