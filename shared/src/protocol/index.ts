export { type OfficerApproval, officerApprovalField, PROTOCOL_VERSION } from './common-fields.ts';
export { type KeyManifest, keyListDigest, keyManifest, keyTestDigest, type ManifestKey } from './key-manifest.ts';
export {
  checkFresh,
  type MessageHeader,
  type MessageKind,
  messageDigest,
  type OpenedMessage,
  openMessage,
  openSelfSignedMessage,
  sealMessage,
} from './message.ts';
export { type CeremonyKind, officerApprovalDigest } from './officer-approval-digest.ts';
export {
  foundingDigest,
  type Officer,
  officerField,
  type PairingAcceptance,
  pairingAcceptance,
} from './pairing-acceptance.ts';
export {
  type Approver,
  type ApproverCredential,
  approverField,
  type PairingOffer,
  pairingOffer,
} from './pairing-offer.ts';
export {
  type BackOfficeApproval,
  backOfficeApprovalField,
  MAX_BATCH,
  type SigningItem,
  type SigningRequest,
  signingRequest,
} from './signing-request.ts';
export { type SigningResponse, type SigningResult, signingResponse } from './signing-response.ts';
export {
  decodeIntent,
  encodeIntent,
  intentDigest,
  type WithdrawalIntent,
  withdrawalIntentField,
} from './withdrawal-intent.ts';
