import { p256 } from '@noble/curves/nist.js';
import { decodeRecord, encodeRecord } from '@vieraugen/shared/cbor';
import {
  encodeIntent,
  keyManifest,
  type MessageHeader,
  type MessageKind,
  openSelfSignedMessage,
  pairingAcceptance,
  pairingOffer,
  signingRequest,
  signingResponse,
} from '@vieraugen/shared/protocol';
import { testPolicyBytes } from '../../../shared/src/testing/test-policy.ts';

/** Honest messages, always the same ones: fuzzing begins with them. */
const header: MessageHeader = {
  version: 1,
  messageId: filled(16, 1),
  vaultId: filled(16, 2),
  createdAt: 1_800_000_000,
  expiresAt: 1_800_003_600,
  sequence: 7,
  policyDigest: filled(32, 3),
};
const point = Uint8Array.of(2, ...filled(32, 4));
const journalHead = { sequence: 12, hash: filled(32, 5) };
const approvals = [1, 2].map((officer) => ({
  officerId: filled(16, officer),
  refusedItems: officer === 1 ? [] : [0, 3],
  signature: filled(64, officer),
}));

/** Each kind of message with the payload of an honest one. */
export const SAMPLES = [
  sampleOf(pairingOffer, {
    ...header,
    coordinatorName: 'Test Custody',
    identityKey: point,
    rpId: 'custody.example',
    origins: ['https://custody.example'],
    approvers: ['Anna', 'Ben'].map((name, index) => ({
      approverId: filled(16, index),
      name,
      removed: index === 1,
      credentials: [{ credentialId: filled(32, index), publicKey: point }],
    })),
    policy: testPolicyBytes,
  }),
  sampleOf(pairingAcceptance, {
    ...header,
    offerDigest: filled(32, 6),
    vaultName: 'Tresor Zürich',
    stationKey: point,
    officers: ['Olga', 'Otto'].map((name, index) => ({ officerId: filled(16, index), name, publicKey: point })),
    officerQuorum: 2,
    approvals,
    journalHead,
  }),
  sampleOf(keyManifest, {
    ...header,
    ceremonyId: filled(16, 7),
    keys: [{ keyId: filled(16, 8), family: 'eip155', publicKey: point, label: 'Key 1', proof: filled(65, 1) }],
    approvals,
    journalHead,
  }),
  sampleOf(signingRequest, {
    ...header,
    items: [
      {
        intent: filled(120, 1),
        unsignedTransaction: filled(90, 2),
        approvals: [
          {
            approverId: filled(16, 1),
            credentialId: filled(32, 2),
            authenticatorData: filled(37, 3),
            clientDataJson: filled(100, 4),
            signature: filled(70, 5),
          },
        ],
      },
    ],
  }),
  sampleOf(signingResponse, {
    ...header,
    requestDigest: filled(32, 9),
    results: [
      { kind: 'signed', withdrawalId: filled(16, 1), signature: filled(65, 2) },
      { kind: 'refused', withdrawalId: filled(16, 2), code: 'OFFICER_REFUSED', reason: 'The invoice is missing.' },
    ],
    approvals,
    journalHead,
  }),
];

/** A kind of message, its type parameter closed over: what is read is only ever written again. */
export interface Sample {
  readonly kind: { readonly type: string; readonly maxLength: number };
  readonly payload: Uint8Array;
  /** Opens an envelope as the receiver does whose key is in the message; throws what is refused. */
  readonly open: (envelope: Uint8Array) => void;
  /** Reads a payload by the schema and writes it again; throws what is refused. */
  readonly readAndWrite: (payload: Uint8Array) => Uint8Array;
}

/** A key whose signatures are always the same (RFC 6979). */
export const SECRET_KEY: Uint8Array = filled(32, 77);
export const PUBLIC_KEY: Uint8Array = p256.getPublicKey(SECRET_KEY, true);

/** So many bytes, counted up from one. */
export function filled(length: number, first: number): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => first + index);
}

function sampleOf<T extends MessageHeader>(kind: MessageKind<T>, content: T): Sample {
  const { type, maxLength, field } = kind;
  return {
    kind: { type, maxLength },
    payload: encodeRecord(field, content),
    open: (envelope) => void openSelfSignedMessage(kind, envelope, () => PUBLIC_KEY),
    readAndWrite: (payload) => encodeRecord(field, decodeRecord(field, payload, maxLength)),
  };
}

/** An intent of one coin to somebody. */
export const INTENT: Uint8Array = encodeIntent({
  withdrawalId: filled(16, 1),
  vaultId: filled(16, 2),
  chain: 'eip155:31337',
  keyId: filled(16, 3),
  token: new Uint8Array(0),
  destination: filled(20, 4),
  amount: 10n ** 18n,
  maxFee: 10n ** 15n,
  requestedBy: filled(16, 5),
  createdAt: 1_800_000_000,
  expiresAt: 1_800_003_600,
  policyDigest: filled(32, 6),
});
