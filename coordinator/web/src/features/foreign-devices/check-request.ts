import { equalBytes, Refusal } from '@vieraugen/shared/bytes';
import { decodeTransfer, type EvmTransfer, parseAddress } from '@vieraugen/shared/chains/evm';
import { decodeEthSignRequest, formatPath } from '@vieraugen/shared/eip4527';
import { checkPaymentMatchesIntent, paymentOfTransfer } from '@vieraugen/shared/policy';
import type { Wallet } from '../wallets/wallets-api.ts';
import { intentOfView } from '../withdrawals/intent-of-view.ts';
import type { WithdrawalView } from '../withdrawals/withdrawals-api.ts';

export type CheckedRequest =
  | { readonly kind: 'good'; readonly transfer: EvmTransfer }
  | { readonly kind: 'bad'; readonly code: string; readonly message: string };

/**
 * Reads the very bytes that the device will be shown, and compares them with what was approved and with the wallet: the
 * server may be wrong, and the device shows less than this page does.
 */
export function checkRequest(message: Uint8Array, withdrawal: WithdrawalView, wallet: Wallet): CheckedRequest {
  try {
    const request = decodeEthSignRequest(message);
    const transfer = decodeTransfer(request.unsigned);
    checkPaymentMatchesIntent(paymentOfTransfer(transfer), intentOfView(withdrawal, wallet.keyId));
    const isItsKey =
      equalBytes(request.address, parseAddress(wallet.address)) &&
      formatPath(request.key.path) === wallet.device?.derivationPath;
    if (isItsKey) return { kind: 'good', transfer };
    return { kind: 'bad', code: 'WRONG_KEY', message: 'The request is for another key than that of the wallet.' };
  } catch (error) {
    if (error instanceof Refusal) return { kind: 'bad', code: error.code, message: error.message };
    throw error;
  }
}
