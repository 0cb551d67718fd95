import { at, bytesBetween, flag, listOf, type RecordField, readableText, record, textLike } from '../cbor/index.ts';
import { compressedPoint, credentialIdField, identifier, personOrThingName } from './common-fields.ts';
import { type MessageHeader, type MessageKind, messageField } from './message.ts';

/** A passkey of an approver. */
export type ApproverCredential = { readonly credentialId: Uint8Array; readonly publicKey: Uint8Array };

/** A person of the back office whose approvals count. */
export type Approver = {
  readonly approverId: Uint8Array;
  readonly name: string;
  /** A removed approver stays listed, so that the refusal of an approval can say why. */
  readonly removed: boolean;
  readonly credentials: readonly ApproverCredential[];
};

/** Coordinator to signer: who I am, who approves here, and which policy I propose. Signed by the key inside it. */
export type PairingOffer = MessageHeader & {
  readonly coordinatorName: string;
  /** P-256; the key that signs the signing-requests. */
  readonly identityKey: Uint8Array;
  /** WebAuthn relying party id. */
  readonly rpId: string;
  /** Origins on which approvals may be given. */
  readonly origins: readonly string[];
  readonly approvers: readonly Approver[];
  /** Bytes of a policy (shared/src/policy). */
  readonly policy: Uint8Array;
};

/** {@link Approver} on the wire. */
export const approverField: RecordField<Approver> = record<Approver>('approver', {
  approverId: at(1, identifier),
  name: at(2, personOrThingName),
  removed: at(3, flag),
  credentials: at(
    4,
    listOf(
      record<ApproverCredential>('approver-credential', {
        credentialId: at(1, credentialIdField),
        publicKey: at(2, compressedPoint),
      }),
      0,
      8,
    ),
  ),
});

/** The pairing-offer. */
export const pairingOffer: MessageKind<PairingOffer> = {
  type: 'pairing-offer',
  direction: 'to-signer',
  urType: 'x-vier-offer',
  maxLength: 64 * 1024,
  maxLifetime: 24 * 3600,
  field: messageField<PairingOffer>('pairing-offer', {
    coordinatorName: at(10, personOrThingName),
    identityKey: at(11, compressedPoint),
    rpId: at(12, textLike(/^[a-z0-9.-]+$/, 253)),
    origins: at(13, listOf(readableText(300), 1, 4)),
    approvers: at(14, listOf(approverField, 1, 100)),
    policy: at(15, bytesBetween(1, 32 * 1024)),
  }),
};
