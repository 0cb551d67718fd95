import { Refusal, toHex } from '@vieraugen/shared/bytes';
import { judgePayment } from '@vieraugen/shared/policy';
import type { Database } from '../../../db/schema.ts';
import { transaction } from '../../../db/transaction.ts';
import { rememberedRead } from '../../../shared-read.ts';
import type { CustodyServices } from '../../custody-services.ts';
import { getPolicy, type StoredPolicy } from '../../policies/index.ts';
import { getWallet, type Wallet } from '../../wallets/index.ts';
import { moveWithdrawals } from '../move-withdrawal.ts';
import { spendScope } from '../request-withdrawal.ts';
import { lockRequested, nameOfScope, type SpendScope, spentInLastDay } from '../withdrawal.repository.ts';
import { isExpired, type Withdrawal } from '../withdrawal.ts';
import { EXPIRED, endUnsigned, moveBySystem, type Step } from './step.ts';

export const startScreening: Step = async (services, withdrawal) => {
  if (isExpired(withdrawal, services.now())) return moveBySystem(services, withdrawal, 'expired', EXPIRED);
  return moveBySystem(services, withdrawal, 'screening');
};

/** Asks everything that can be known before people are asked: today the policy, with what was requested meanwhile. */
export const screen: Step = async (services, withdrawal) => {
  if (isExpired(withdrawal, services.now())) return moveBySystem(services, withdrawal, 'expired', EXPIRED);
  const refusal = await refusalOf(openFacts(services.db, services.now()), withdrawal);
  if (refusal === undefined) return moveBySystem(services, withdrawal, 'awaiting-approval');
  return endUnsigned(services, withdrawal, 'rejected', { code: refusal.code, message: refusal.message });
};

/** The most that are screened in one commit. */
const MOST_TOGETHER = 100;

/**
 * Screens what was just requested, many in one commit. What is refused stays in `screening`, and what has expired in
 * `requested`: the steps of these states see to them, one by one.
 */
export async function screenTogether({ db, now }: Pick<CustodyServices, 'db' | 'now'>): Promise<void> {
  await transaction(db, async (tx) => {
    const move = { actor: 'system', now: now() };
    const requested = await lockRequested(tx, move.now, MOST_TOGETHER);
    await moveWithdrawals(tx, 'requested', requested, { ...move, to: 'screening' });
    const facts = openFacts(tx, move.now);
    const screened: Withdrawal[] = [];
    for (const withdrawal of requested) {
      if ((await refusalOf(facts, withdrawal)) === undefined) screened.push(withdrawal);
    }
    await moveWithdrawals(tx, 'screening', screened, { ...move, to: 'awaiting-approval' });
  });
}

/** What withdrawals are judged by: each of it is read once, however many are judged. */
type Facts = {
  policy(withdrawal: Withdrawal): Promise<StoredPolicy>;
  wallet(withdrawal: Withdrawal): Promise<Wallet>;
  /** None of them is committed yet, so what counts is the same for all. */
  spent(scope: SpendScope): Promise<bigint>;
};

function openFacts(db: Database, now: number): Facts {
  const once = { milliseconds: Number.POSITIVE_INFINITY, entries: MOST_TOGETHER };
  return {
    policy: rememberedRead(
      ({ policyDigest }: Withdrawal) => getPolicy(db, policyDigest),
      ({ policyDigest }) => toHex(policyDigest),
      once,
    ),
    wallet: rememberedRead(
      ({ walletId }: Withdrawal) => getWallet(db, walletId),
      ({ walletId }) => walletId,
      once,
    ),
    spent: rememberedRead(
      (scope: SpendScope) => spentInLastDay(db, scope, { now, except: undefined, pending: false }),
      nameOfScope,
      once,
    ),
  };
}

async function refusalOf(facts: Facts, withdrawal: Withdrawal): Promise<Refusal | undefined> {
  const { policy } = await facts.policy(withdrawal);
  const spent = await facts.spent(spendScope(await facts.wallet(withdrawal), withdrawal));
  try {
    judgePayment(policy, { ...withdrawal, fee: withdrawal.maxFee }, spent);
    return undefined;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return error;
  }
}
