import { equalBytes, Refusal, toHex } from '@vieraugen/shared/bytes';
import { attachSignature, type SignedTransaction } from '@vieraugen/shared/chains/evm';
import type { SigningResult } from '@vieraugen/shared/protocol';
import type { Tx } from '../../db/schema.ts';
import { type AccountPrincipal, actorOf } from '../../http/principal.ts';
import { appendAudit } from '../audit/index.ts';
import type { CustodyServices } from '../custody-services.ts';
import { recordJournalHead } from '../vaults/index.ts';
import { getWallet } from '../wallets/index.ts';
import {
  findTransaction,
  freeNonce,
  lockWithdrawal,
  markAtSigner,
  moveWithdrawal,
  postpone,
  storeSigned,
  subjectOf,
  type Withdrawal,
} from '../withdrawals/index.ts';
import { type Ceremony, type CeremonyItem, getCeremony, storeResponse, storeResult } from './ceremony.repository.ts';
import { type OpenedResponse, openResponse } from './open-response.ts';

/** The signer signed it before: the signature is in an earlier answer, which must be scanned. It is not a no. */
const SIGNED_BEFORE: readonly string[] = ['WITHDRAWAL_ALREADY_SIGNED', 'WITHDRAWAL_APPROVED_DIFFERENTLY'];

type Signed = { readonly item: CeremonyItem; readonly kind: 'signed'; readonly transaction: SignedTransaction };
type Refused = {
  readonly item: CeremonyItem;
  readonly kind: 'refused';
  readonly code: string;
  readonly reason: string;
};
type Outcome = Signed | Refused;

/**
 * Takes in what the signer answered: all of it or nothing. Every signature is checked against the stored bytes before
 * anything is written. The same answer again changes nothing.
 */
export async function acceptResponse(
  services: CustodyServices,
  tx: Tx,
  who: AccountPrincipal,
  bytes: Uint8Array,
): Promise<Ceremony> {
  const opened = await openResponse(tx, bytes);
  const { ceremony, response, items, vault } = opened;
  if (ceremony.response) return demandSame(ceremony, ceremony.response.digest, response.digest);
  const outcomes: Outcome[] = [];
  for (const [index, item] of items.entries()) {
    const result = response.content.results[index];
    if (result) outcomes.push(await checkOutcome(tx, item, result));
  }
  await recordJournalHead(tx, vault.id, {
    head: response.content.journalHead,
    messageSequence: response.content.sequence,
    messageDigest: response.digest,
  });
  const now = services.now();
  await storeResponse(tx, ceremony.id, response, now);
  for (const outcome of [...outcomes].sort((a, b) => (a.item.withdrawalId < b.item.withdrawalId ? -1 : 1))) {
    await applyOutcome(tx, outcome, { actor: actorOf(who), now });
  }
  recordAnswer(tx, who, opened);
  return getCeremony(tx, ceremony.id);
}

function demandSame(ceremony: Ceremony, known: Uint8Array, scanned: Uint8Array): Ceremony {
  if (equalBytes(known, scanned)) return ceremony;
  throw new Refusal(
    'RESPONSE_DIFFERS',
    'This request was answered before, with another answer. One of the two is not genuine: stop, and find out which.',
  );
}

/** The signature must be that of the wallet's key over exactly the bytes that we stored. */
async function checkOutcome(tx: Tx, item: CeremonyItem, result: SigningResult): Promise<Outcome> {
  if (result.kind === 'refused') return { item, kind: 'refused', code: result.code, reason: result.reason };
  const bound = await findTransaction(tx, item.withdrawalId);
  if (bound === undefined) throw new Error(`withdrawal ${item.withdrawalId} was exported without a transaction`);
  const { walletId } = await lockWithdrawal(tx, item.withdrawalId);
  const { address } = await getWallet(tx, walletId);
  return { item, kind: 'signed', transaction: attachSignature(bound.unsigned, result.signature, address) };
}

type By = { readonly actor: string; readonly now: number };

async function applyOutcome(tx: Tx, outcome: Outcome, by: By): Promise<void> {
  const withdrawal = await lockWithdrawal(tx, outcome.item.withdrawalId);
  if (outcome.kind === 'signed') await applySignature(tx, withdrawal, outcome, by);
  else await applyRefusal(tx, withdrawal, outcome, by);
}

async function applySignature(tx: Tx, withdrawal: Withdrawal, { item, transaction }: Signed, by: By): Promise<void> {
  if (withdrawal.state === 'awaiting-ceremony') {
    await storeSigned(tx, withdrawal.id, transaction);
    const detail = { transaction: toHex(transaction.transactionHash), ceremony: item.ceremonyId };
    await moveWithdrawal(tx, withdrawal, { to: 'signed', ...by, detail, commits: true });
    await storeResult(tx, item, { result: 'signed' });
    return;
  }
  await storeResult(tx, item, {
    result: 'too-late',
    code: 'WITHDRAWAL_NOT_WAITING',
    reason: `The withdrawal was ${withdrawal.state} when the signature came; it is not sent.`,
  });
  const detail = {
    state: withdrawal.state,
    transaction: toHex(transaction.transactionHash),
    ceremony: item.ceremonyId,
  };
  appendAudit(tx, { actor: by.actor, action: 'withdrawal.signature-too-late', subject: subjectOf(withdrawal), detail });
}

async function applyRefusal(tx: Tx, withdrawal: Withdrawal, { item, code, reason }: Refused, by: By): Promise<void> {
  await storeResult(tx, item, { result: 'refused', code, reason });
  if (withdrawal.state !== 'awaiting-ceremony') return;
  if (SIGNED_BEFORE.includes(code)) {
    await markAtSigner(tx, withdrawal.id, Number.POSITIVE_INFINITY);
    await postpone(tx, withdrawal, by.now, { code, message: reason });
    return;
  }
  const to = code === 'OFFICER_REFUSED' ? 'rejected' : 'failed';
  await moveWithdrawal(tx, withdrawal, { to, ...by, reason: { code, message: reason } });
  await freeNonce(tx, withdrawal.id);
}

function recordAnswer(tx: Tx, who: AccountPrincipal, { ceremony, response, vault }: OpenedResponse): void {
  const { results, journalHead } = response.content;
  appendAudit(tx, {
    actor: actorOf(who),
    action: 'ceremony.answered',
    subject: `ceremony:${ceremony.id}`,
    detail: {
      vault: vault.id,
      responseDigest: toHex(response.digest),
      signed: results.filter((result) => result.kind === 'signed').length,
      refused: results.filter((result) => result.kind === 'refused').length,
      journalSequence: journalHead.sequence,
      journalHash: toHex(journalHead.hash),
    },
  });
}
