import type { Tx } from '../../db/schema.ts';
import { AppError } from '../../http/app-error.ts';
import { actorOf, type Principal } from '../../http/principal.ts';
import { moveWithdrawal } from './move-withdrawal.ts';
import { freeNonce } from './nonces.ts';
import { lockWithdrawal } from './withdrawal.repository.ts';
import type { Withdrawal } from './withdrawal.ts';

/** Ends a withdrawal that nobody signed. What is at the signer may be signed any moment, so it cannot be cancelled. */
export async function cancelWithdrawal(
  tx: Tx,
  who: Principal,
  input: { readonly id: string; readonly reason: string | undefined; readonly now: number },
): Promise<Withdrawal> {
  const withdrawal = await lockWithdrawal(tx, input.id);
  if (withdrawal.atSignerUntil !== undefined && withdrawal.atSignerUntil > input.now) {
    const message =
      'The signer has this withdrawal and may have signed it. Scan its answer, or wait until the request ends.';
    throw new AppError('WITHDRAWAL_AT_SIGNER', message);
  }
  const cancelled = await moveWithdrawal(tx, withdrawal, {
    to: 'cancelled',
    actor: actorOf(who),
    now: input.now,
    reason: { code: 'CANCELLED', message: input.reason ?? 'Cancelled by the back office.' },
  });
  await freeNonce(tx, withdrawal.id);
  return cancelled;
}
