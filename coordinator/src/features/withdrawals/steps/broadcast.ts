import type { CustodyServices } from '../../custody-services.ts';
import { getWallet } from '../../wallets/index.ts';
import { type BoundTransaction, findTransaction } from '../transaction.repository.ts';
import type { Withdrawal } from '../withdrawal.ts';
import { moveBySystem, type Step, type StepResult } from './step.ts';

const RETRY_SECONDS = 10;

export type SignedOne = BoundTransaction & { readonly signed: NonNullable<BoundTransaction['signed']> };

/** Gives the stored bytes to the chain. Doing so again is harmless: the chain knows them by their hash. */
export const broadcast: Step = async (services, withdrawal) => {
  const sent = await signedTransaction(services, withdrawal);
  const answer = await services.chains.get(withdrawal.chain).broadcast(sent.signed.bytes);
  if (answer.kind === 'accepted') return moveBySystem(services, withdrawal, 'broadcast');
  if (answer.kind === 'nonce-used') return findOutWhoUsedIt(services, withdrawal, sent);
  const reason = {
    code: 'BROADCAST_REFUSED',
    message: `The chain does not take it yet: ${answer.message.slice(0, 200)}`,
  };
  return { waitSeconds: RETRY_SECONDS, reason };
};

export async function signedTransaction(services: CustodyServices, withdrawal: Withdrawal): Promise<SignedOne> {
  const found = await findTransaction(services.db, withdrawal.id);
  if (found?.signed === undefined)
    throw new Error(`withdrawal ${withdrawal.id} is ${withdrawal.state} without signed bytes`);
  return { ...found, signed: found.signed };
}

/** The chain says that the nonce was used: by this transaction, or, once that is final, by another. */
export async function findOutWhoUsedIt(
  services: CustodyServices,
  withdrawal: Withdrawal,
  sent: SignedOne,
): Promise<StepResult> {
  const chain = services.chains.get(withdrawal.chain);
  const wallet = await getWallet(services.db, withdrawal.walletId);
  // In this order: a transaction that became final between the two questions is found by the second.
  const isNonceGone = (await chain.finalNonce(wallet.address)) > sent.nonce;
  if ((await chain.settlement(sent.signed.hash)) !== undefined) {
    return withdrawal.state === 'broadcast' ? { waitSeconds: 1 } : moveBySystem(services, withdrawal, 'broadcast');
  }
  if (!isNonceGone) return { waitSeconds: RETRY_SECONDS };
  return moveBySystem(services, withdrawal, 'replaced', {
    code: 'NONCE_USED_ELSEWHERE',
    message: 'Another transaction of this wallet used its nonce, so it can never be paid. Find out who made that one.',
  });
}
