import {
  at,
  bytesBetween,
  bytesOf,
  listOf,
  type RecordField,
  readableText,
  record,
  textLike,
  uintUpTo,
} from '../cbor/index.ts';

/** The version of every message in this protocol. */
export const PROTOCOL_VERSION = 1;

/** A random identifier, 16 bytes. */
export const identifier = bytesOf(16);

/** SHA-256. */
export const digestField = bytesOf(32);

/** A P-256 or secp256k1 point in its SEC1 compressed form. */
export const compressedPoint = bytesOf(33);

/** Seconds since 1970-01-01T00:00:00Z, until the year 9999. */
export const timestamp = uintUpTo(253_402_300_799);

/** A name that people read. */
export const personOrThingName = readableText(80);

/** A chain by CAIP-2: `eip155:1`. */
export const chainIdField = textLike(/^[-a-z0-9]{3,8}:[-_a-zA-Z0-9]{1,32}$/, 41);

/** An approval of an officer: a signature of their token over the digest of what they saw. */
export type OfficerApproval = {
  readonly officerId: Uint8Array;
  /** Indexes of the items that this officer refused; always ascending. The signature covers them. */
  readonly refusedItems: readonly number[];
  /** ES256, r || s, 64 bytes, over officerApprovalDigest. */
  readonly signature: Uint8Array;
};

/** {@link OfficerApproval} on the wire. */
export const officerApprovalField: RecordField<OfficerApproval> = record<OfficerApproval>('officer-approval', {
  officerId: at(1, identifier),
  refusedItems: at(2, listOf(uintUpTo(999), 0, 1000)),
  signature: at(3, bytesOf(64)),
});

/** The approvals of a ceremony, one an officer. */
export const officerApprovalsField = listOf(officerApprovalField, 1, 16);

/** A WebAuthn credential id (WebAuthn level 3, section 4): at most 1023 bytes. */
export const credentialIdField = bytesBetween(1, 1023);
