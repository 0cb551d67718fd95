import { equalBytes, Refusal, refuseUnless } from '../bytes/index.ts';
import type { AllowedDestination, AssetRule, ChainRule, Policy } from './policy.ts';

/** A payment as the policy sees it: decoded from the transaction, never taken from a description of it. */
export type Payment = {
  readonly chain: string;
  readonly token: Uint8Array;
  readonly destination: Uint8Array;
  readonly amount: bigint;
  /** The most that the transaction can cost, in the smallest unit of the chain's coin. */
  readonly fee: bigint;
};

/** The rules that allowed a payment, for the eye: the labels that people know it by. */
export type AllowedPayment = {
  readonly chain: ChainRule;
  readonly asset: AssetRule;
  readonly destination: AllowedDestination;
};

/**
 * Judges one payment. `spentInLastDay` is what the vault paid of the same asset in the last 24 hours, this payment not
 * included, by the judge's own record.
 *
 * Refuses with POLICY_CHAIN_NOT_ALLOWED, POLICY_ASSET_NOT_ALLOWED, POLICY_DESTINATION_NOT_ALLOWED, POLICY_OVER_TRANSACTION_LIMIT,
 * POLICY_OVER_DAY_LIMIT, POLICY_FEE_OVER_ABSOLUTE_CAP or POLICY_FEE_OVER_RELATIVE_CAP.
 */
export function judgePayment(policy: Policy, payment: Payment, spentInLastDay: bigint): AllowedPayment {
  const chain = findChain(policy, payment.chain);
  const asset = findAsset(chain, payment.token);
  const destination = findDestination(chain, payment.destination);
  judgeAmount(asset, payment.amount, spentInLastDay);
  judgeFee(chain, asset, payment);
  return { chain, asset, destination };
}

/** The rule for a chain. Refuses with POLICY_CHAIN_NOT_ALLOWED. */
export function findChain(policy: Policy, chain: string): ChainRule {
  const rule = policy.chains.find((candidate) => candidate.chain === chain);
  if (!rule) throw new Refusal('POLICY_CHAIN_NOT_ALLOWED', `The policy does not allow payments on the chain ${chain}.`);
  return rule;
}

/** The rule for an asset. Refuses with POLICY_ASSET_NOT_ALLOWED. */
export function findAsset(chain: ChainRule, token: Uint8Array): AssetRule {
  const rule = chain.assets.find((candidate) => equalBytes(candidate.token, token));
  if (!rule) throw new Refusal('POLICY_ASSET_NOT_ALLOWED', `The policy does not allow this asset on ${chain.name}.`);
  return rule;
}

function findDestination(chain: ChainRule, address: Uint8Array): AllowedDestination {
  const rule = chain.destinations.find((candidate) => equalBytes(candidate.address, address));
  if (rule) return rule;
  throw new Refusal(
    'POLICY_DESTINATION_NOT_ALLOWED',
    `The destination is not on the list of allowed addresses for ${chain.name}. Only a change of the policy can add it.`,
  );
}

function judgeAmount(asset: AssetRule, amount: bigint, spentInLastDay: bigint): void {
  refuseUnless(
    amount <= asset.maxPerTransaction,
    'POLICY_OVER_TRANSACTION_LIMIT',
    `The amount is over the limit for one payment of ${asset.symbol}.`,
  );
  refuseUnless(
    spentInLastDay + amount <= asset.maxPerDay,
    'POLICY_OVER_DAY_LIMIT',
    `With this payment the vault would pay more ${asset.symbol} in 24 hours than its limit. Wait, or change the policy.`,
  );
}

function judgeFee(chain: ChainRule, asset: AssetRule, payment: Payment): void {
  refuseUnless(
    payment.fee <= chain.maxFee,
    'POLICY_FEE_OVER_ABSOLUTE_CAP',
    `The fee could reach more than the policy allows for one transaction on ${chain.name}.`,
  );
  refuseUnless(
    payment.fee * asset.feeRatio.perAmount <= asset.feeRatio.fee * payment.amount,
    'POLICY_FEE_OVER_RELATIVE_CAP',
    `The fee is too high for the amount that is paid (the relative cap of ${asset.symbol}).`,
  );
}
