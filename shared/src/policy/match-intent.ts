import { equalBytes, refuseUnless } from '../bytes/index.ts';
import { type EvmTransfer, maxFeeOf } from '../chains/evm/index.ts';
import type { WithdrawalIntent } from '../protocol/index.ts';
import type { Payment } from './judge-payment.ts';

/** A decoded transfer as a payment. */
export function paymentOfTransfer(transfer: EvmTransfer): Payment {
  return {
    chain: `eip155:${transfer.chainId}`,
    token: transfer.asset.kind === 'erc20' ? transfer.asset.contract : new Uint8Array(0),
    destination: transfer.destination,
    amount: transfer.amount,
    fee: maxFeeOf(transfer),
  };
}

/**
 * Checks that a transaction does what was approved, and nothing else.
 *
 * Refuses with INTENT_CHAIN_DIFFERS, INTENT_ASSET_DIFFERS, INTENT_DESTINATION_DIFFERS, INTENT_AMOUNT_DIFFERS or
 * INTENT_FEE_EXCEEDED.
 */
export function checkPaymentMatchesIntent(payment: Payment, intent: WithdrawalIntent): void {
  const advice = 'It was changed after the approval; it must be requested and approved again.';
  refuseUnless(
    payment.chain === intent.chain,
    'INTENT_CHAIN_DIFFERS',
    `The transaction is for another chain than the approved one. ${advice}`,
  );
  refuseUnless(
    equalBytes(payment.token, intent.token),
    'INTENT_ASSET_DIFFERS',
    `The transaction pays another asset than the approved one. ${advice}`,
  );
  refuseUnless(
    equalBytes(payment.destination, intent.destination),
    'INTENT_DESTINATION_DIFFERS',
    `The transaction pays another destination than the approved one. ${advice}`,
  );
  refuseUnless(
    payment.amount === intent.amount,
    'INTENT_AMOUNT_DIFFERS',
    `The transaction pays another amount than the approved one. ${advice}`,
  );
  refuseUnless(
    payment.fee <= intent.maxFee,
    'INTENT_FEE_EXCEEDED',
    'The fee of the transaction could be higher than the approved one. Build it again with a lower fee.',
  );
}
