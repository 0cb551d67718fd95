import type { Database } from '../../db/schema.ts';
import { AppError } from '../../http/app-error.ts';
import { getWallet, type Wallet, type WalletCustody } from '../wallets/index.ts';
import { getWithdrawal, isExpired, type Withdrawal } from '../withdrawals/index.ts';
import type { DeviceRequest } from './device-request.repository.ts';

/** A withdrawal that a device signs which is not ours. */
export type ForeignWithdrawal = {
  readonly withdrawal: Withdrawal;
  readonly wallet: Wallet;
  readonly device: Extract<WalletCustody, { kind: 'foreign' }>['device'];
};

/** Throws WITHDRAWAL_NOT_FOUND or WITHDRAWAL_NOT_FOREIGN. */
export async function getForeignWithdrawal(db: Database, id: string): Promise<ForeignWithdrawal> {
  const withdrawal = await getWithdrawal(db, id);
  const wallet = await getWallet(db, withdrawal.walletId);
  if (wallet.custody.kind === 'foreign') return { withdrawal, wallet, device: wallet.custody.device };
  const message = `This withdrawal is paid by a ${wallet.custody.kind} wallet, which no foreign device signs for.`;
  throw new AppError('WITHDRAWAL_NOT_FOREIGN', message);
}

/** Throws WITHDRAWAL_STATE unless it may be shown to its device now. */
export function demandWaiting(withdrawal: Withdrawal, now: number): void {
  if (withdrawal.state !== 'awaiting-ceremony') {
    const message = `This withdrawal is ${withdrawal.state}; it does not wait for its device.`;
    throw new AppError('WITHDRAWAL_STATE', message);
  }
  if (isExpired(withdrawal, now)) {
    throw new AppError(
      'WITHDRAWAL_STATE',
      'The time of this withdrawal ran out. Request it again if it is still wanted.',
    );
  }
}

export type DeviceRequestState = 'open' | 'expired' | NonNullable<DeviceRequest['result']>;

/** Where a request stands: open only while showing it to the device can still lead to a payment. */
export function stateOfRequest(request: DeviceRequest, withdrawal: Withdrawal, now: number): DeviceRequestState {
  if (request.result !== undefined) return request.result;
  return withdrawal.state === 'awaiting-ceremony' && !isExpired(withdrawal, now) ? 'open' : 'expired';
}
