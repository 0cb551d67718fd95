import { taggedDigest } from '../bytes/index.ts';
import { amount, at, bytesBetween, decodeRecord, encodeRecord, type RecordField, record } from '../cbor/index.ts';
import { chainIdField, digestField, identifier, timestamp } from './common-fields.ts';

/**
 * What the back office approves: everything about a withdrawal that a human decides, fixed before the first approval.
 * The nonce and the fee are chosen later, when the transaction is built, within `maxFee`.
 */
export type WithdrawalIntent = {
  readonly withdrawalId: Uint8Array;
  readonly vaultId: Uint8Array;
  /** CAIP-2: `eip155:1`. */
  readonly chain: string;
  /** The key that pays: keyIdOf its public key. */
  readonly keyId: Uint8Array;
  /** The token's contract (20 bytes on an EVM chain); empty for the chain's own coin. */
  readonly token: Uint8Array;
  readonly destination: Uint8Array;
  /** In the smallest unit of the asset; never zero. */
  readonly amount: bigint;
  /** The largest fee in the smallest unit of the chain's own coin. */
  readonly maxFee: bigint;
  /** The user or API client that asked; never one of the approvers. */
  readonly requestedBy: Uint8Array;
  readonly createdAt: number;
  readonly expiresAt: number;
  /** policyDigest of the policy that it was made under. */
  readonly policyDigest: Uint8Array;
};

/** The largest encoding of an intent in bytes. */
export const MAX_INTENT_LENGTH = 512;

/** {@link WithdrawalIntent} on the wire. */
export const withdrawalIntentField: RecordField<WithdrawalIntent> = record<WithdrawalIntent>('withdrawal-intent', {
  withdrawalId: at(1, identifier),
  vaultId: at(2, identifier),
  chain: at(3, chainIdField),
  keyId: at(4, identifier),
  token: at(5, bytesBetween(0, 64)),
  destination: at(6, bytesBetween(1, 64)),
  amount: at(7, amount),
  maxFee: at(8, amount),
  requestedBy: at(9, identifier),
  createdAt: at(10, timestamp),
  expiresAt: at(11, timestamp),
  policyDigest: at(12, digestField),
});

/** The exact bytes that are stored, digested and sent across the gap. */
export function encodeIntent(intent: WithdrawalIntent): Uint8Array {
  return encodeRecord(withdrawalIntentField, intent);
}

/** Reads an intent. Refuses with CBOR_* or MESSAGE_FIELD_*. */
export function decodeIntent(bytes: Uint8Array): WithdrawalIntent {
  return decodeRecord(withdrawalIntentField, bytes, MAX_INTENT_LENGTH);
}

/** What a back-office approval signs: this digest is the challenge of the WebAuthn assertion, all 32 bytes of it. */
export function intentDigest(intentBytes: Uint8Array): Uint8Array {
  return taggedDigest('vieraugen/1 withdrawal-intent', intentBytes);
}
