import type { AssetRule, ChainRule } from '@vieraugen/shared/policy';
import type { Fees } from '../../rpc/index.ts';

/** Gas of a plain transfer of the chain's own coin to an address without code (Yellow Paper, G_transaction). */
export const PLAIN_TRANSFER_GAS = 21_000n;

/** No transfer that we know of needs more; a contract that asks for more is not a plain token. */
export const MAX_GAS = 300_000n;

/** A fee that was estimated now may multiply by this before it is paid. */
const HEADROOM = 4n;

/** The gas limit for an estimate: a quarter more, for what the contract does may cost more when it runs. */
export function gasLimitFor(estimate: bigint): bigint {
  return estimate === PLAIN_TRANSFER_GAS ? estimate : estimate + estimate / 4n;
}

/** What a transaction of this gas limit may cost now, with room for the base fee to double. */
export function estimatedFee(fees: Fees, gasLimit: bigint): bigint {
  return (2n * fees.baseFee + fees.tip) * gasLimit;
}

/** The highest fee that the policy allows for an amount: its absolute cap, or its relative cap if that is lower. */
export function feeCap(chain: ChainRule, asset: AssetRule, amount: bigint): bigint {
  const relative = (asset.feeRatio.fee * amount) / asset.feeRatio.perAmount;
  return lowest(relative, chain.maxFee);
}

/**
 * The most that people approve to be paid as a fee: what was asked for, else the estimate with headroom, within the
 * policy's caps. Never below the estimate: the policy's judgement over it then says which cap is too low.
 */
export function chooseMaxFee(input: {
  readonly requested: bigint | undefined;
  readonly estimate: bigint;
  readonly cap: bigint;
}): bigint {
  if (input.requested !== undefined) return input.requested;
  // An estimate over the cap stays as it is: the judgement over it names the cap.
  if (input.estimate > input.cap) return input.estimate;
  return lowest(input.estimate * HEADROOM, input.cap);
}

/** What a transaction offers for a unit of gas (EIP-1559). */
export type GasPrices = { readonly maxFeePerGas: bigint; readonly maxPriorityFeePerGas: bigint };

/**
 * Prices within what was approved. Sent at once (`now`), it offers twice the base fee; through a ceremony (`later`) it
 * offers all that was approved, because hours may pass: the chain only takes its base fee and the tip.
 *
 * Undefined while even the present base fee and tip would cost more than was approved.
 */
export function pricesWithin(
  input: { readonly fees: Fees; readonly gasLimit: bigint; readonly maxFee: bigint },
  sent: 'now' | 'later',
): GasPrices | undefined {
  const { fees, gasLimit, maxFee } = input;
  const ceiling = maxFee / gasLimit;
  if (fees.baseFee + fees.tip > ceiling) return undefined;
  const wanted = sent === 'later' ? ceiling : 2n * fees.baseFee + fees.tip;
  return { maxFeePerGas: lowest(wanted, ceiling), maxPriorityFeePerGas: fees.tip };
}

/** Math.min knows no bigint. */
function lowest(a: bigint, b: bigint): bigint {
  if (a <= b) return a;
  return b;
}
