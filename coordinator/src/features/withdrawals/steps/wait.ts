import type { CustodyServices } from '../../custody-services.ts';
import { getWallet } from '../../wallets/index.ts';
import { findTransaction } from '../transaction.repository.ts';
import { isExpired, type Reason, type Withdrawal } from '../withdrawal.ts';
import { EXPIRED, endUnsigned, moveBySystem, type Step, type StepResult } from './step.ts';

/** How long after its end an answer of the signer may still arrive before a withdrawal is given up. */
const LATE_ANSWER_SECONDS = 24 * 3600;
const LOOK_AGAIN_SECONDS = 3600;

export const awaitApproval: Step = async (services, withdrawal) => {
  if (isExpired(withdrawal, services.now())) return moveBySystem(services, withdrawal, 'expired', EXPIRED);
  return { waitSeconds: withdrawal.expiresAt.getTime() / 1000 - services.now() };
};

/** Approved: KMS signs for a hot wallet; a cold one waits for its officers, a foreign one for the holder of its device. */
export const release: Step = async (services, withdrawal) => {
  if (isExpired(withdrawal, services.now())) return moveBySystem(services, withdrawal, 'expired', EXPIRED);
  const wallet = await getWallet(services.db, withdrawal.walletId);
  return moveBySystem(services, withdrawal, wallet.custody.kind === 'hot' ? 'signing' : 'awaiting-ceremony');
};

/**
 * A withdrawal that never crossed the gap expires with its intent. One that did may have been signed in time: it is kept
 * until no answer can be expected any more, and for ever once the signer said that it signed it.
 */
export const awaitCeremony: Step = async (services, withdrawal) => {
  const { atSignerUntil } = withdrawal;
  const intentEnd = withdrawal.expiresAt.getTime() / 1000;
  const end = atSignerUntil === undefined ? intentEnd : Math.max(intentEnd, atSignerUntil) + LATE_ANSWER_SECONDS;
  if (services.now() >= end) return giveUp(services, withdrawal);
  const waitSeconds = Math.min(end - services.now(), LOOK_AGAIN_SECONDS);
  return withdrawal.reason === undefined ? { waitSeconds } : { waitSeconds, reason: withdrawal.reason };
};

const MAYBE_PAID: Reason = {
  code: 'NONCE_USED_ELSEWHERE',
  message:
    'The device’s answer never came, but the chain has a transaction with the nonce that it was given: it may have been paid. Look at the wallet on the chain before anybody requests it again.',
};

/** The holder of a foreign device can send what it signed without us: then nobody may read that it was not paid. */
async function giveUp(services: CustodyServices, withdrawal: Withdrawal): Promise<StepResult> {
  const wallet = await getWallet(services.db, withdrawal.walletId);
  const bound = wallet.custody.kind === 'foreign' ? await findTransaction(services.db, withdrawal.id) : undefined;
  if (bound === undefined) return endUnsigned(services, withdrawal, 'expired', EXPIRED);
  const isNonceUsed = (await services.chains.get(withdrawal.chain).pendingNonce(wallet.address)) > bound.nonce;
  if (isNonceUsed) return endUnsigned(services, withdrawal, 'failed', MAYBE_PAID);
  return endUnsigned(services, withdrawal, 'expired', EXPIRED);
}
