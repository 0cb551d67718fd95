import type { Tx } from '../../../db/schema.ts';
import { transaction } from '../../../db/transaction.ts';
import type { CustodyServices } from '../../custody-services.ts';
import { moveWithdrawal } from '../move-withdrawal.ts';
import { freeNonce } from '../nonces.ts';
import type { Reason, Withdrawal } from '../withdrawal.ts';
import type { WithdrawalState } from '../withdrawal-states.ts';

/** What the worker does next: look again at once because the withdrawal moved, or later. */
export type StepResult = 'moved' | { readonly waitSeconds: number; readonly reason?: Reason };

/**
 * The next step of a withdrawal in one state. It may be cut off at any instant and run again, here or in another replica:
 * what it does outside of the database bears being done twice.
 */
export type Step = (services: CustodyServices, withdrawal: Withdrawal) => Promise<StepResult>;

export async function moveBySystem(
  services: CustodyServices,
  withdrawal: Withdrawal,
  to: WithdrawalState,
  reason?: Reason,
): Promise<StepResult> {
  await transaction(services.db, (tx) => systemMove(services, tx, withdrawal, to, reason));
  return 'moved';
}

/** An end without a signed transaction gives the nonce back. */
export async function endUnsigned(
  services: CustodyServices,
  withdrawal: Withdrawal,
  to: 'failed' | 'expired' | 'rejected',
  reason: Reason,
): Promise<StepResult> {
  await transaction(services.db, async (tx) => {
    await systemMove(services, tx, withdrawal, to, reason);
    await freeNonce(tx, withdrawal.id);
  });
  return 'moved';
}

async function systemMove(
  services: CustodyServices,
  tx: Tx,
  withdrawal: Withdrawal,
  to: WithdrawalState,
  reason: Reason | undefined,
): Promise<void> {
  await moveWithdrawal(tx, withdrawal, { to, actor: 'system', now: services.now(), ...(reason ? { reason } : {}) });
}

export const EXPIRED: Reason = {
  code: 'WITHDRAWAL_EXPIRED',
  message: 'Its time ran out before it was signed. Request it again if it is still wanted.',
};
