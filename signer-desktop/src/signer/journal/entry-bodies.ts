import {
  at,
  bytesBetween,
  bytesOf,
  decodeRecord,
  encodeRecord,
  listOf,
  oneOf,
  type RecordField,
  readableText,
  record,
  textLike,
  uintUpTo,
} from '@vieraugen/shared/cbor';
import { type OfficerApproval, officerApprovalField } from '@vieraugen/shared/protocol';
import type { SealedShare } from '../../hsm/index.ts';

/*
 * What stands in the journal. A ceremony that answers the coordinator writes two entries: `…-approved` with what the officers
 * approved, then `…-completed` with the bytes of the answer, whose journal head names the first of the two. Nothing is
 * signed by a chain key before the first entry is on the disk and in the HSM; nothing is shown before the second is.
 */

/** An officer as the journal keeps them: who they are, their token, and their sealed shares of the vault's PINs. */
export type EnrolledOfficer = {
  readonly officerId: Uint8Array;
  readonly name: string;
  /** P-256 in the officer's token; approvals are made with it. */
  readonly publicKey: Uint8Array;
  readonly tokenSerial: string;
  readonly tokenLabel: string;
  /** This officer's share of the PIN that opens the vault's token; opened by nothing but this officer's own token. */
  readonly userShare: SealedShare;
  /** The same for the PIN of the vault token's security officer, which only a recovery needs. */
  readonly securityOfficerShare: SealedShare;
};

/** Body of the first entry, `vault-founded`. */
export type VaultFounded = {
  readonly vaultId: Uint8Array;
  readonly vaultName: string;
  readonly tokenSerial: string;
  readonly tokenLabel: string;
  readonly stationKey: Uint8Array;
  readonly officers: readonly EnrolledOfficer[];
  readonly quorum: number;
  readonly transcript: string;
};

/** Body of `pairing-approved`. */
export type PairingApproved = {
  readonly offer: Uint8Array;
  readonly approvals: readonly OfficerApproval[];
  readonly transcript: string;
};

/** A key as the officers approved it. */
export type GeneratedKey = {
  /** CKA_ID in the vault's token. */
  readonly tokenKeyId: Uint8Array;
  /** How messages name it: keyIdOf its public key. */
  readonly keyId: Uint8Array;
  readonly family: 'eip155';
  readonly publicKey: Uint8Array;
  readonly label: string;
  readonly proof: Uint8Array;
};

/** Body of `key-generation-approved`. */
export type KeyGenerationApproved = {
  readonly ceremonyId: Uint8Array;
  readonly keys: readonly GeneratedKey[];
  readonly approvals: readonly OfficerApproval[];
  readonly transcript: string;
};

/** One item that was refused, by the machine or by an officer. */
export type RefusedItem = { readonly index: number; readonly code: string; readonly reason: string };

/** Body of `signing-approved`: every item that is not among the refused ones will be signed. */
export type SigningApproved = {
  readonly request: Uint8Array;
  readonly refused: readonly RefusedItem[];
  readonly approvals: readonly OfficerApproval[];
  readonly transcript: string;
};

/** Body of every `…-completed`: the exact bytes of the answer to the coordinator. */
export type Completed = { readonly message: Uint8Array };

const identifier = bytesOf(16);
const point = bytesOf(33);
const nameField = readableText(80);
const tokenText = readableText(64);
const approvals = listOf(officerApprovalField, 1, 16);

/** Characters. A transcript of a full batch is about a third of it. */
const MAX_TRANSCRIPT = 262_144;

/** JSON in several lines. */
const transcript = textLike(/^[\p{L}\p{M}\p{N}\p{P}\p{S} \n]*$/u, MAX_TRANSCRIPT);

const sealedShare: RecordField<SealedShare> = record<SealedShare>('sealed-share', {
  ephemeralPublicKey: at(1, bytesOf(65)),
  nonce: at(2, bytesOf(12)),
  ciphertext: at(3, bytesBetween(17, 1024)),
});

const officerField: RecordField<EnrolledOfficer> = record<EnrolledOfficer>('enrolled-officer', {
  officerId: at(1, identifier),
  name: at(2, nameField),
  publicKey: at(3, point),
  tokenSerial: at(4, tokenText),
  tokenLabel: at(5, tokenText),
  userShare: at(6, sealedShare),
  securityOfficerShare: at(7, sealedShare),
});

const keyField: RecordField<GeneratedKey> = record<GeneratedKey>('generated-key', {
  tokenKeyId: at(1, identifier),
  keyId: at(2, identifier),
  family: at(3, oneOf('eip155')),
  publicKey: at(4, point),
  label: at(5, nameField),
  proof: at(6, bytesOf(65)),
});

const completed: RecordField<Completed> = record<Completed>('completed', {
  message: at(1, bytesBetween(1, 256 * 1024)),
});

const bodies = {
  'vault-founded': record<VaultFounded>('vault-founded', {
    vaultId: at(1, identifier),
    vaultName: at(2, nameField),
    tokenSerial: at(3, tokenText),
    tokenLabel: at(4, tokenText),
    stationKey: at(5, point),
    officers: at(6, listOf(officerField, 2, 16)),
    quorum: at(7, uintUpTo(16)),
    transcript: at(8, transcript),
  }),
  'pairing-approved': record<PairingApproved>('pairing-approved', {
    offer: at(1, bytesBetween(1, 64 * 1024)),
    approvals: at(2, approvals),
    transcript: at(3, transcript),
  }),
  'pairing-completed': completed,
  'key-generation-approved': record<KeyGenerationApproved>('key-generation-approved', {
    ceremonyId: at(1, identifier),
    keys: at(2, listOf(keyField, 1, 100)),
    approvals: at(3, approvals),
    transcript: at(4, transcript),
  }),
  'key-generation-completed': completed,
  'signing-approved': record<SigningApproved>('signing-approved', {
    request: at(1, bytesBetween(1, 256 * 1024)),
    refused: at(
      2,
      listOf(
        record<RefusedItem>('refused-item', {
          index: at(1, uintUpTo(999)),
          code: at(2, textLike(/^[A-Z][A-Z0-9_]*$/, 64)),
          reason: at(3, readableText(300)),
        }),
        0,
        200,
      ),
    ),
    approvals: at(3, approvals),
    transcript: at(4, transcript),
  }),
  'signing-completed': completed,
} as const;

type BodyOf<K extends EntryType> = (typeof bodies)[K] extends RecordField<infer T> ? T : never;

export type EntryType = keyof typeof bodies;

/** What is to be written: one entry, its body a plain value. */
export type NewEntry = { [K in EntryType]: { readonly type: K; readonly body: BodyOf<K> } }[EntryType];

const MAX_BODY = 1 << 20;

export function encodeBody(entry: NewEntry): Uint8Array {
  const field = bodies[entry.type] as RecordField<unknown>;
  return encodeRecord(field, entry.body);
}

/** The body of an entry, or undefined for a type that this program does not know. Refuses with CBOR_* or MESSAGE_FIELD_*. */
export function decodeBody(type: string, bytes: Uint8Array): NewEntry | undefined {
  if (!isEntryType(type)) return undefined;
  const field = bodies[type] as RecordField<unknown>;
  return { type, body: decodeRecord(field, bytes, MAX_BODY) } as NewEntry;
}

function isEntryType(type: string): type is EntryType {
  return Object.hasOwn(bodies, type);
}
