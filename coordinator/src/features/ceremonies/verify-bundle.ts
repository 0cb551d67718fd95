import { verifyBackOfficeApprovals, verifyOfficerApprovals } from '@vieraugen/shared/approvals';
import { equalBytes, fingerprintWords, Refusal, refuseUnless } from '@vieraugen/shared/bytes';
import {
  decodeTransfer,
  formatAmount,
  recoverPublicKey,
  signingDigest,
  toChecksumAddress,
} from '@vieraugen/shared/chains/evm';
import { keyIdOf } from '@vieraugen/shared/cose';
import {
  checkPaymentMatchesIntent,
  decodePolicy,
  judgePayment,
  type Policy,
  paymentOfTransfer,
  policyDigest,
} from '@vieraugen/shared/policy';
import {
  decodeIntent,
  openMessage,
  openSelfSignedMessage,
  type PairingAcceptance,
  type PairingOffer,
  pairingOffer,
  type SigningItem,
  type SigningResponse,
  type SigningResult,
  signingRequest,
  signingResponse,
} from '@vieraugen/shared/protocol';
import { openAcceptance } from '../vaults/index.ts';
import { uuidOfBytes } from '../wire.ts';
import { decodeBundle } from './bundle.ts';

/** What a bundle proves, in words for an auditor. */
export type BundleVerdict = {
  readonly vaultId: string;
  readonly vaultName: string;
  /** To be compared with the record of the pairing: that comparison is what all the rest stands on. */
  readonly offerWords: readonly string[];
  readonly acceptanceWords: readonly string[];
  readonly officers: readonly string[];
  readonly items: readonly BundleItem[];
};

export type BundleItem = {
  readonly withdrawalId: string;
  /** `1.5 ETH to 0x… (Exchange account) on Ethereum` */
  readonly payment: string;
  readonly approvers: readonly string[];
  readonly outcome: string;
};

type Paired = { readonly offer: PairingOffer; readonly acceptance: PairingAcceptance; readonly policy: Policy };

/**
 * Verifies a bundle from nothing but its bytes: no database, no network, no clock. Both pairs of eyes are checked with
 * the code that the two sides use. What it cannot know is what was paid before: the limit of a day is not judged.
 *
 * Refuses as those sides do.
 */
export function verifyBundle(bytes: Uint8Array): BundleVerdict {
  const bundle = decodeBundle(bytes);
  const { paired, offerDigest, acceptanceDigest } = openPairing(bundle.pairingOffer, bundle.pairingAcceptance);
  const { vaultId, stationKey, officers, officerQuorum, vaultName } = paired.acceptance;
  const request = openMessage(signingRequest, bundle.signingRequest, { vaultId, publicKey: paired.offer.identityKey });
  const response = openMessage(signingResponse, bundle.signingResponse, { vaultId, publicKey: stationKey });
  refuseUnless(
    equalBytes(response.content.requestDigest, request.digest) &&
      response.content.results.length === request.content.items.length,
    'RESPONSE_UNKNOWN_REQUEST',
    'The response in this bundle does not answer the request in it.',
  );
  const subject = { kind: 'signing' as const, vaultId, digest: request.digest };
  verifyOfficerApprovals(subject, response.content.approvals, officers, officerQuorum);
  return {
    vaultId: uuidOfBytes(vaultId),
    vaultName,
    offerWords: fingerprintWords(offerDigest),
    acceptanceWords: fingerprintWords(acceptanceDigest),
    officers: response.content.approvals.map(({ officerId }) => officerName(paired.acceptance, officerId)),
    items: request.content.items.map((item, index) => verifyItem(paired, item, response.content, index)),
  };
}

function openPairing(offerBytes: Uint8Array, acceptanceBytes: Uint8Array) {
  const offer = openSelfSignedMessage(pairingOffer, offerBytes, (message: PairingOffer) => message.identityKey);
  const policy = decodePolicy(offer.content.policy);
  const offered = { offerDigest: offer.digest, policyDigest: policyDigest(offer.content.policy), policy };
  // A pairing is judged by the time at which it was made, for ever.
  const acceptance = openAcceptance(acceptanceBytes, offered, undefined);
  const paired: Paired = { offer: offer.content, acceptance: acceptance.content, policy };
  return { paired, offerDigest: offer.digest, acceptanceDigest: acceptance.digest };
}

function officerName({ officers }: PairingAcceptance, id: Uint8Array): string {
  return officers.find(({ officerId }) => equalBytes(officerId, id))?.name ?? 'unknown';
}

function verifyItem(paired: Paired, item: SigningItem, response: SigningResponse, index: number): BundleItem {
  const { offer, policy } = paired;
  const intent = decodeIntent(item.intent);
  const payment = paymentOfTransfer(decodeTransfer(item.unsignedTransaction));
  checkPaymentMatchesIntent(payment, intent);
  const allowed = judgePayment(policy, payment, 0n);
  const approvers = verifyBackOfficeApprovals(intent, item.intent, item.approvals, offer, policy.approverQuorum);
  const result = response.results[index];
  refuseUnless(
    result !== undefined && equalBytes(result.withdrawalId, intent.withdrawalId),
    'RESPONSE_ITEMS_DIFFER',
    'The response in this bundle answers other withdrawals than the request asks for.',
  );
  if (result.kind === 'signed') checkSignature(paired, item, intent.keyId, { result, response, index });
  const amount = formatAmount(payment.amount, allowed.asset.decimals);
  const destination = `${toChecksumAddress(payment.destination)} (${allowed.destination.label})`;
  return {
    withdrawalId: uuidOfBytes(intent.withdrawalId),
    payment: `${amount} ${allowed.asset.symbol} to ${destination} on ${allowed.chain.name}`,
    approvers: approvers.map((approver) => approver.name),
    outcome: result.kind === 'signed' ? 'signed' : `refused: ${result.code}. ${result.reason}`,
  };
}

/** The key is known by its id, which is a digest of it: so the signature alone proves which key made it. */
function checkSignature(
  { acceptance }: Paired,
  item: SigningItem,
  keyId: Uint8Array,
  signed: {
    readonly result: Extract<SigningResult, { kind: 'signed' }>;
    readonly response: SigningResponse;
    readonly index: number;
  },
): void {
  const point = recoverPublicKey(signingDigest(item.unsignedTransaction), signed.result.signature);
  if (!equalBytes(keyIdOf(point), keyId)) {
    throw new Refusal('SIGNATURE_WRONG_KEY', 'A signature in this bundle was not made by the key that was to pay.');
  }
  const willing = signed.response.approvals.filter(({ refusedItems }) => !refusedItems.includes(signed.index)).length;
  refuseUnless(
    willing >= acceptance.officerQuorum,
    'RESPONSE_ITEM_NOT_APPROVED',
    'A withdrawal in this bundle is signed, but too few officers approved it.',
  );
}
