import { equalBytes, refuseUnless, toHex } from '@vieraugen/shared/bytes';
import { signingDigest } from '@vieraugen/shared/chains/evm';
import {
  type OfficerApproval,
  type OpenedMessage,
  PROTOCOL_VERSION,
  type SigningRequest,
  type SigningResult,
  sealMessage,
  signingResponse,
} from '@vieraugen/shared/protocol';
import type { SigningOrder, VaultSession } from '../../hsm/index.ts';
import type { RefusedItem, VaultFounded } from '../journal/entry-bodies.ts';
import type { Pairing } from '../journal/station-state.ts';
import type { JudgedItem } from '../open-request.ts';
import type { Workshop } from './ceremony.ts';
import type { Refusals } from './decisions.ts';
import { stationSigner } from './station-signer.ts';
import type { Transcript } from './transcript.ts';

/** The payments that one officer refused, with the officer's name. */
export type OfficerRefusals = { readonly officer: string; readonly refusals: Refusals };

/** An open vault, the journal checked against what it remembers. */
type OpenVault = {
  readonly workshop: Workshop;
  readonly session: VaultSession;
  readonly vault: VaultFounded;
  readonly pairing: Pairing;
};

/** A request that the quorum decided. */
type Decided = {
  readonly request: OpenedMessage<SigningRequest>;
  readonly items: readonly JudgedItem[];
  readonly refusals: readonly OfficerRefusals[];
  readonly approvals: readonly OfficerApproval[];
  readonly transcript: Transcript;
};

/**
 * Signs what nobody refused. The order is what matters:
 *
 * 1. what was approved is in the journal, on the disk and in the HSM, before any signature exists;
 * 2. each signature is checked by the HSM layer before any comes back;
 * 3. the answer is in the journal, on the disk and in the HSM, before it is given to anybody.
 *
 * A crash between 1 and 3 loses signatures that nobody has seen: the same request is approved and signed again, the same
 * bytes or none.
 */
export async function signRequest(
  open: OpenVault,
  decided: Decided,
): Promise<{ readonly message: Uint8Array; readonly transcript: string }> {
  const { workshop, session, vault } = open;
  const { request, approvals } = decided;
  const refused = refusedItems(decided);
  const transcript = decided.transcript.finish({
    vaultId: vault.vaultId,
    requestDigest: request.digest,
    payments: decided.items.map((item) => summary(item, refused)),
    approvals,
  });

  const approved = { request: request.bytes, refused, approvals, transcript };
  workshop.journal.append({ type: 'signing-approved', body: approved }, workshop.now(), session);
  const results = await signAccepted(open, decided.items, refused);
  const message = await sealResponse(open, decided, results);
  workshop.journal.append({ type: 'signing-completed', body: { message } }, workshop.now(), session);
  return { message, transcript };
}

/** The machine's refusals and the officers'; the first officer who refused gives the reason. */
function refusedItems({ items, refusals }: Decided): RefusedItem[] {
  return items.flatMap((item): RefusedItem[] => {
    if (item.refusal) return [{ index: item.index, ...item.refusal }];
    for (const { officer, refusals: own } of refusals) {
      const refusal = own.find((candidate) => candidate.index === item.index);
      if (refusal) return [{ index: item.index, code: 'OFFICER_REFUSED', reason: `${officer}: ${refusal.reason}` }];
    }
    return [];
  });
}

/** Signs every item that nobody refused, in one batch; the results are in the order of the items. */
async function signAccepted(
  open: OpenVault,
  items: readonly JudgedItem[],
  refused: readonly RefusedItem[],
): Promise<readonly SigningResult[]> {
  const refusals = new Map(refused.map((refusal) => [refusal.index, refusal]));
  const accepted = items.filter((item) => !refusals.has(item.index));
  const signatures = await open.session.signWithChainKeys(accepted.map((item) => orderOf(item, open)));
  const signatureOf = new Map(accepted.map((item, position) => [item.index, signatures[position]]));
  return items.map(({ index, withdrawalId }) => {
    const refusal = refusals.get(index);
    if (refusal) return { kind: 'refused', withdrawalId, code: refusal.code, reason: refusal.reason };
    const signature = signatureOf.get(index);
    if (!signature) throw new Error('a signature is missing in the batch');
    return { kind: 'signed', withdrawalId, signature };
  });
}

function orderOf(item: JudgedItem, { workshop }: OpenVault): SigningOrder {
  refuseUnless(item.key !== undefined, 'KEY_UNKNOWN', 'The key that is to pay is not a key of this vault.');
  // The bytes that are signed are the ones that the journal says were approved.
  const known = workshop.journal.state.withdrawals.get(toHex(item.withdrawalId));
  refuseUnless(
    known !== undefined && !known.signed && equalBytes(known.transaction, item.unsignedTransaction),
    'WITHDRAWAL_NOT_APPROVED',
    'The journal does not say that this payment was approved. Nothing was signed.',
  );
  return {
    key: { id: item.key.tokenKeyId, publicKey: item.key.publicKey },
    digest: signingDigest(known.transaction),
  };
}

function sealResponse(open: OpenVault, decided: Decided, results: readonly SigningResult[]): Promise<Uint8Array> {
  const { workshop, session, vault, pairing } = open;
  const { head } = workshop.journal.state;
  const createdAt = workshop.now();
  const response = {
    version: PROTOCOL_VERSION,
    messageId: workshop.random(16),
    vaultId: vault.vaultId,
    createdAt,
    expiresAt: createdAt + signingResponse.maxLifetime,
    sequence: head.sequence + 1,
    policyDigest: pairing.policyDigest,
    requestDigest: decided.request.digest,
    results,
    approvals: decided.approvals,
    journalHead: head,
  };
  return sealMessage(signingResponse, response, stationSigner(session));
}

function summary(item: JudgedItem, refused: readonly RefusedItem[]): Record<string, unknown> {
  const refusal = refused.find((candidate) => candidate.index === item.index);
  return {
    withdrawalId: item.withdrawalId,
    ...item.payment,
    approvers: item.approvers,
    decision: refusal ? `${refusal.code}: ${refusal.reason}` : 'approved',
  };
}
