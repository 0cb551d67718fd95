import type { Tx } from '../../db/schema.ts';
import { AppError } from '../../http/app-error.ts';
import { type AccountPrincipal, actorOf } from '../../http/principal.ts';
import type { CustodyServices } from '../custody-services.ts';
import { findTransaction, freeNonce, lockWithdrawal, moveWithdrawal } from '../withdrawals/index.ts';
import { type DeviceRequest, getDeviceRequest, storeRefusal } from './device-request.repository.ts';
import { getForeignWithdrawal } from './foreign-withdrawal.ts';

/**
 * Ends a withdrawal that the device's holder did not sign. It is a person's word, on record under their name: EIP-4527 has
 * no answer that says no. Its nonce goes to the wallet's next payment, so that, were it signed after all, only one of the
 * two could ever be paid.
 */
export async function recordRefusal(
  services: CustodyServices,
  tx: Tx,
  who: AccountPrincipal,
  input: { readonly withdrawalId: string; readonly reason: string },
): Promise<DeviceRequest> {
  const { withdrawal, wallet } = await getForeignWithdrawal(tx, input.withdrawalId);
  await getDeviceRequest(tx, withdrawal.id);
  const bound = await findTransaction(tx, withdrawal.id);
  const pending = await services.chains.get(withdrawal.chain).pendingNonce(wallet.address);
  if (bound && pending > bound.nonce) {
    const message =
      'The chain has a transaction with the nonce of this one already: it may be this very payment. Scan the device’s answer.';
    throw new AppError('NONCE_USED', message);
  }
  const locked = await lockWithdrawal(tx, withdrawal.id);
  if (locked.state !== 'awaiting-ceremony') {
    throw new AppError(
      'WITHDRAWAL_STATE',
      `This withdrawal is ${locked.state}; the device has no word in it any more.`,
    );
  }
  const now = services.now();
  await storeRefusal(tx, withdrawal.id, new Date(now * 1000));
  const reason = { code: 'DEVICE_REFUSED', message: input.reason };
  await moveWithdrawal(tx, locked, { to: 'rejected', actor: actorOf(who), now, reason });
  await freeNonce(tx, withdrawal.id);
  return getDeviceRequest(tx, withdrawal.id);
}
