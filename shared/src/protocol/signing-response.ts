import { at, bytesOf, choice, type Field, listOf, readableText, record, textLike } from '../cbor/index.ts';
import { type JournalHead, journalHeadField } from '../journal/index.ts';
import { digestField, identifier, type OfficerApproval, officerApprovalsField } from './common-fields.ts';
import { type MessageHeader, type MessageKind, messageField } from './message.ts';
import { MAX_BATCH } from './signing-request.ts';

/** The answer to one item, in the order of the request. */
export type SigningResult =
  | {
      readonly kind: 'signed';
      readonly withdrawalId: Uint8Array;
      /** r || s || recovery bit, 65 bytes, low-s. */
      readonly signature: Uint8Array;
    }
  | {
      readonly kind: 'refused';
      readonly withdrawalId: Uint8Array;
      /** The refusal's code: `OFFICER_REFUSED`, `POLICY_…`. */
      readonly code: string;
      readonly reason: string;
    };

/** Signer to coordinator: the signatures, who approved them, and where the journal stands. Signed by the station. */
export type SigningResponse = MessageHeader & {
  /** SHA-256 of the request's exact bytes. */
  readonly requestDigest: Uint8Array;
  readonly results: readonly SigningResult[];
  readonly approvals: readonly OfficerApproval[];
  readonly journalHead: JournalHead;
};

const signingResultField: Field<SigningResult> = choice<SigningResult>('signing-result', {
  signed: [0, record('signed', { withdrawalId: at(1, identifier), signature: at(2, bytesOf(65)) })],
  refused: [
    1,
    record('refused', {
      withdrawalId: at(1, identifier),
      code: at(2, textLike(/^[A-Z][A-Z0-9_]*$/, 64)),
      reason: at(3, readableText(300)),
    }),
  ],
});

/** The signing-response. */
export const signingResponse: MessageKind<SigningResponse> = {
  type: 'signing-response',
  direction: 'to-coordinator',
  urType: 'x-vier-response',
  maxLength: 128 * 1024,
  maxLifetime: 30 * 24 * 3600,
  field: messageField<SigningResponse>('signing-response', {
    requestDigest: at(10, digestField),
    results: at(11, listOf(signingResultField, 1, MAX_BATCH)),
    approvals: at(12, officerApprovalsField),
    journalHead: at(13, journalHeadField),
  }),
};
