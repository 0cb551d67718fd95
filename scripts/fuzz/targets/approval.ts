import { p256 } from '@noble/curves/nist.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { verifyBackOfficeApproval } from '@vieraugen/shared/approvals';
import { concatBytes, equalBytes, toBase64Url, utf8 } from '@vieraugen/shared/bytes';
import { decodeRecord, encodeRecord } from '@vieraugen/shared/cbor';
import {
  type BackOfficeApproval,
  backOfficeApprovalField,
  decodeIntent,
  intentDigest,
} from '@vieraugen/shared/protocol';
import { mutateCbor } from '../mutate-cbor.ts';
import { demand, demandSame, type FuzzTarget, orRefused } from '../target.ts';
import { INTENT, PUBLIC_KEY, SECRET_KEY } from './samples.ts';

const RP_ID = 'custody.example';
const ORIGIN = 'https://custody.example';
const intent = decodeIntent(INTENT);
const roster = {
  rpId: RP_ID,
  origins: [ORIGIN],
  approvers: ['Anna', 'Rita'].map((name, index) => ({
    approverId: new Uint8Array(16).fill(index),
    name,
    removed: index === 1,
    credentials: [{ credentialId: new Uint8Array(16).fill(9), publicKey: PUBLIC_KEY }],
  })),
};
const genuine = approve(
  JSON.stringify({
    type: 'webauthn.get',
    challenge: toBase64Url(intentDigest(INTENT)),
    origin: ORIGIN,
    crossOrigin: false,
  }),
);

/** An approval of the back office: what passes says what Anna's passkey signed, whatever was changed around it. */
export const target: FuzzTarget = {
  maxLength: 4_096,
  mutate: mutateCbor,
  seeds: () =>
    [genuine, approve('{"type":"webauthn.get"}')].map((approval) => encodeRecord(backOfficeApprovalField, approval)),
  run: (input) => {
    const approval = orRefused(() => decodeRecord(backOfficeApprovalField, input, 4_096));
    if (approval === undefined) return;
    demandSame(encodeRecord(backOfficeApprovalField, approval), input);
    if (orRefused(() => verifyBackOfficeApproval(intent, INTENT, approval, roster)) === undefined) return;
    const same =
      equalBytes(approval.clientDataJson, genuine.clientDataJson) &&
      equalBytes(approval.authenticatorData, genuine.authenticatorData);
    demand(same, 'an approval passes that nobody gave');
  },
};

function approve(clientData: string): BackOfficeApproval {
  const clientDataJson = utf8(clientData);
  const authenticatorData = concatBytes(sha256(utf8(RP_ID)), Uint8Array.of(0x05, 0, 0, 0, 1));
  const signed = concatBytes(authenticatorData, sha256(clientDataJson));
  const signature = p256.sign(signed, SECRET_KEY, { format: 'der' });
  return {
    approverId: new Uint8Array(16),
    credentialId: new Uint8Array(16).fill(9),
    authenticatorData,
    clientDataJson,
    signature,
  };
}
