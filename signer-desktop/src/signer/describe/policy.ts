import { fingerprintWords } from '@vieraugen/shared/bytes';
import { formatAmount, groupAddress, toChecksumAddress } from '@vieraugen/shared/chains/evm';
import type { AssetRule, ChainRule, Policy } from '@vieraugen/shared/policy';
import type { PolicyView } from '../../ipc/view-parts.ts';

/** "1.5 ETH". */
export function amountText(amount: bigint, asset: { readonly symbol: string; readonly decimals: number }): string {
  return `${formatAmount(amount, asset.decimals)} ${asset.symbol}`;
}

/** An amount of the chain's own coin. */
export function coinText(amount: bigint, chain: ChainRule): string {
  return amountText(amount, { symbol: chain.coinSymbol, decimals: chain.coinDecimals });
}

/** An address as officers compare it: with its checksum, in groups of four. */
export function addressText(address: Uint8Array): string {
  return groupAddress(toChecksumAddress(address));
}

/** A policy in words and numbers, whole: nothing of it is hidden from those who approve it. */
export function describePolicy(policy: Policy, digest: Uint8Array): PolicyView {
  return {
    revision: policy.revision,
    words: [...fingerprintWords(digest)],
    approverQuorum: policy.approverQuorum,
    officerQuorum: policy.officerQuorum,
    chains: policy.chains.map((chain) => ({
      chain: chain.chain,
      name: chain.name,
      maxFee: coinText(chain.maxFee, chain),
      assets: chain.assets.map((asset) => describeAsset(asset, chain)),
      destinations: chain.destinations.map(({ label, address }) => ({ label, address: addressText(address) })),
    })),
  };
}

function describeAsset(asset: AssetRule, chain: ChainRule): PolicyView['chains'][number]['assets'][number] {
  return {
    symbol: asset.symbol,
    contract: asset.token.length === 0 ? null : addressText(asset.token),
    maxPerTransaction: amountText(asset.maxPerTransaction, asset),
    maxPerDay: amountText(asset.maxPerDay, asset),
    feeRatio: describeRatio(asset, chain),
  };
}

/** The relative cap for one whole unit of the asset where that comes out even; else as the policy writes it. */
function describeRatio(asset: AssetRule, chain: ChainRule): string {
  const { fee, perAmount } = asset.feeRatio;
  const one = 10n ** BigInt(asset.decimals);
  const [amount, capped] = (fee * one) % perAmount === 0n ? [one, (fee * one) / perAmount] : [perAmount, fee];
  return `${coinText(capped, chain)} for every ${amountText(amount, asset)}`;
}
