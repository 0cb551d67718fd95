import { at, bytesBetween, listOf, type RecordField, record } from '../cbor/index.ts';
import { credentialIdField, identifier } from './common-fields.ts';
import { type MessageHeader, type MessageKind, messageField } from './message.ts';
import { MAX_INTENT_LENGTH } from './withdrawal-intent.ts';

/** The most withdrawals in one batch. */
export const MAX_BATCH = 200;

/** An approval of the back office: a WebAuthn assertion whose challenge is the intent's digest. */
export type BackOfficeApproval = {
  readonly approverId: Uint8Array;
  readonly credentialId: Uint8Array;
  readonly authenticatorData: Uint8Array;
  readonly clientDataJson: Uint8Array;
  /** ES256 in DER, as the authenticator gave it. */
  readonly signature: Uint8Array;
};

/** One withdrawal to be signed. */
export type SigningItem = {
  /** Bytes of a withdrawal-intent: what was approved. */
  readonly intent: Uint8Array;
  /** The unsigned transaction: the bytes that are decoded, judged and signed. */
  readonly unsignedTransaction: Uint8Array;
  readonly approvals: readonly BackOfficeApproval[];
};

/** Coordinator to signer: sign these transactions. */
export type SigningRequest = MessageHeader & { readonly items: readonly SigningItem[] };

/** {@link BackOfficeApproval} on the wire. */
export const backOfficeApprovalField: RecordField<BackOfficeApproval> = record<BackOfficeApproval>(
  'back-office-approval',
  {
    approverId: at(1, identifier),
    credentialId: at(2, credentialIdField),
    authenticatorData: at(3, bytesBetween(37, 512)),
    clientDataJson: at(4, bytesBetween(1, 1024)),
    signature: at(5, bytesBetween(8, 72)),
  },
);

const signingItemField: RecordField<SigningItem> = record<SigningItem>('signing-item', {
  intent: at(1, bytesBetween(1, MAX_INTENT_LENGTH)),
  unsignedTransaction: at(2, bytesBetween(1, 1024)),
  approvals: at(3, listOf(backOfficeApprovalField, 0, 16)),
});

/** The signing-request. */
export const signingRequest: MessageKind<SigningRequest> = {
  type: 'signing-request',
  direction: 'to-signer',
  urType: 'x-vier-request',
  maxLength: 256 * 1024,
  maxLifetime: 7 * 24 * 3600,
  field: messageField<SigningRequest>('signing-request', {
    items: at(10, listOf(signingItemField, 1, MAX_BATCH)),
  }),
};
