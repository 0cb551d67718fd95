import type { Tx } from '../../db/schema.ts';
import { AppError } from '../../http/app-error.ts';
import { actorOf, type Principal } from '../../http/principal.ts';
import { getWallet } from '../wallets/index.ts';
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
    throw new AppError('WITHDRAWAL_AT_SIGNER', await whoHasIt(tx, withdrawal));
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

async function whoHasIt(tx: Tx, { walletId }: Withdrawal): Promise<string> {
  const { custody } = await getWallet(tx, walletId);
  return custody.kind === 'foreign'
    ? 'The device was shown this withdrawal and may have signed it. Scan its answer, or record that its holder refused.'
    : 'The signer has this withdrawal and may have signed it. Scan its answer, or wait until the request ends.';
}
